/* Takes the disk from under an ext4 or XFS: from here on all that is done on it fails with EIO, and what was not synced is gone. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GOING_DOWN _IOR('X', 125, uint32_t)
#define WITHOUT_FLUSH 2

int main(int count, char **arguments) {
    uint32_t how = WITHOUT_FLUSH;
    int folder = count == 2 ? open(arguments[1], O_RDONLY | O_DIRECTORY) : -1;
    if (folder < 0 || ioctl(folder, GOING_DOWN, &how)) {
        perror("pull");
        return 1;
    }
    close(folder);
    return 0;
}
