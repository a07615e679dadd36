package dev.cistern.cluster.place;

/**
 * A member that may hold copies.
 *
 * @param number of the member, never used again by another
 * @param weight its share of what is spread; above 0
 * @param zone what fails together; empty where the member is a zone of its own
 */
public record Candidate(int number, int weight, String zone) {
    /** Refuses a weight that is not above zero. */
    public Candidate {
        if (weight <= 0) {
            throw new IllegalArgumentException("weight " + weight + " of member " + number + ": must be above 0");
        }
    }

    private static final String OWN = "\0member ";

    /** The zone, a name of its own where it has none. */
    String zoneOrOwn() {
        return zone.isEmpty() ? OWN + number : zone;
    }
}
