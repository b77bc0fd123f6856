/* SPDX-License-Identifier: Apache-2.0 */
/* ts-vm-log: a virtual disk's writes in their order, as QEMU's blklogwrites keeps them, so that a test can have the disk as
 * it was at any moment.
 * usage: ts-vm-log LOG                        a line for each write: where it ends in LOG, its flags, sector, sectors
 *        ts-vm-log LOG DISK FIRST COUNT       does COUNT of them, from number FIRST on (0 is the first), to DISK
 * Exit code: 64 wrong usage, 65 LOG is none, 66 a file cannot be had, 74 DISK cannot be written. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x6a736677736872)
#define SECTOR 512u /* of the log and of what it counts in, as linux_vm.sh asks for it */
#define DISCARD 4u  /* of the flags: no data follow */

struct log {
  const uint8_t *data;
  uint64_t size, at; /* AT: where the next head begins */
};

struct entry {
  uint64_t sector, sectors, flags;
  const uint8_t *data; /* NULL: none */
};

static uint64_t le64(const uint8_t *at) {
  uint64_t value = 0;
  for (unsigned i = 0; i < 8; i++)
    value |= (uint64_t)at[i] << 8 * i;
  return value;
}

static bool open_log(struct log *log, const char *path) {
  struct stat st;
  int fd = open(path, O_RDONLY);
  if (fd < 0 || fstat(fd, &st) != 0 || st.st_size < (off_t)SECTOR)
    return false;
  log->size = (uint64_t)st.st_size;
  void *at = mmap(NULL, log->size, PROT_READ, MAP_PRIVATE, fd, 0);
  log->data = at;
  log->at = SECTOR;
  return at != MAP_FAILED;
}

/* False: the log ends here; one that the machine did not finish writing counts as none. How many there are the log's head says
 * only when the machine ended as it should. */
static bool next(struct log *log, struct entry *entry) {
  if (log->size - log->at < SECTOR)
    return false;
  const uint8_t *head = log->data + log->at;
  *entry = (struct entry){.sector = le64(head), .sectors = le64(head + 8), .flags = le64(head + 16)};
  uint64_t end = log->at + SECTOR;
  if (!(entry->flags & DISCARD) && entry->sectors > 0) {
    if (entry->sectors > (log->size - end) / SECTOR)
      return false;
    entry->data = log->data + end;
    end += entry->sectors * SECTOR;
  }
  log->at = end;
  return true;
}

static bool put(int disk, const struct entry *entry) {
  size_t size = (size_t)entry->sectors * SECTOR;
  return !entry->data || pwrite(disk, entry->data, size, (off_t)(entry->sector * SECTOR)) == (ssize_t)size;
}

static void list(struct log *log) {
  struct entry entry;
  while (next(log, &entry))
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", log->at, entry.flags, entry.sector,
           entry.sectors);
}

static int apply(struct log *log, const char *path, unsigned long first, unsigned long count) {
  struct entry entry;
  int disk = open(path, O_WRONLY);
  if (disk < 0)
    return EX_NOINPUT;
  for (unsigned long i = 0; i < first + count; i++)
    if (!next(log, &entry))
      return EX_DATAERR;
    else if (i >= first && !put(disk, &entry))
      return EX_IOERR;
  return close(disk) == 0 ? EX_OK : EX_IOERR;
}

int main(int argc, char **argv) {
  struct log log;
  if (argc != 2 && argc != 5)
    return EX_USAGE;
  if (!open_log(&log, argv[1]))
    return EX_NOINPUT;
  if (le64(log.data) != MAGIC || le64(log.data + 8) != 1)
    return EX_DATAERR;
  if (argc == 5)
    return apply(&log, argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
  list(&log);
  return EX_OK;
}
