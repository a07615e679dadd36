# A container of a pod, as far as a machine without Kubernetes has it: in a mount namespace of its own, on a file system that
# nobody can write to but where something is mounted, as a user without rights.
#
# pod.sh FOLDER USER [MOUNTPOINT=DIRECTORY]... -- COMMAND...
#
# What is in FOLDER/upper lies over this machine's files; FOLDER/work and FOLDER/root are empty.
set -eu
folder=$1
user=$2
shift 2
root=$folder/root
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
for kernels in proc sys dev; do
    mount --rbind "/$kernels" "$root/$kernels"
done
while [ "$1" != -- ]; do
    mkdir -p "$root${1%%=*}"
    mount --bind "${1#*=}" "$root${1%%=*}"
    shift
done
shift
mount -o remount,ro "$root"
exec chroot --userspec="$user:$user" "$root" "$@"
