/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone-flash: a device's folder, as `touchstone provision` makes it, into images of a board's flash, and out of
 * them. An image is what a flash programmer writes and reads: every byte of one area's flash, in its order. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "boards/common/flash/store_flash.h"
#include "boards/common/hosted/store_files.h"

static const char usage[] =
    "usage: touchstone-flash pack LAYOUT DEVICE IMAGES\n"
    "       touchstone-flash unpack LAYOUT IMAGES DEVICE\n"
    "\n"
    "pack makes IMAGES/trusted.flash and IMAGES/card.flash of the folder DEVICE; unpack makes DEVICE,\n"
    "which must not be there, of them.\n"
    "LAYOUT is the board's file that says what its flash is like: of each area a line, AREA BLOCKS BYTES UNIT FILES.\n"
    "Exit code: 64 wrong usage, 65 the layout or an image is none, or the flash has no room, 66 an input cannot be\n"
    "read, 73 an output cannot be written.\n";

static const char *const area_name[] = {[TS_STORE_TRUSTED] = "trusted", [TS_STORE_CARD] = "card"};

enum { AREAS = 2, PATH_BYTES = 4096, IMAGE_MAX = 1 << 30 };

/* One area's flash in memory. */
struct image {
  struct ts_flash flash;
  uint8_t *byte;
  size_t size;
};

struct work {
  struct image image[AREAS];
  struct ts_store_flash flash;
  struct ts_store store; /* over the images */
  struct ts_store_files folder;
  struct ts_store files; /* over the folder */
};

static int say(int status, const char *what, const char *why) {
  fprintf(stderr, "touchstone-flash: %s: %s\n", what, why);
  return status;
}

/* ---- a flash in memory ---- */

static enum ts_err image_read(void *ctx, uint32_t address, void *buf, size_t size) {
  const struct image *image = ctx;
  if (address > image->size || size > image->size - address)
    return TS_ERR_IO;
  memcpy(buf, image->byte + address, size);
  return TS_OK;
}

static enum ts_err image_program(void *ctx, uint32_t address, const void *data, size_t size) {
  struct image *image = ctx;
  const uint8_t *bytes = data;
  if (address > image->size || size > image->size - address)
    return TS_ERR_IO;
  for (size_t i = 0; i < size; i++)
    image->byte[address + i] &= bytes[i];
  return TS_OK;
}

static enum ts_err image_erase(void *ctx, uint32_t block) {
  struct image *image = ctx;
  if (block >= image->flash.blocks)
    return TS_ERR_IO;
  memset(image->byte + (size_t)block * image->flash.block_size, 0xFF, image->flash.block_size);
  return TS_OK;
}

/* Blank flash of the sizes that stand in IMAGE->flash. */
static bool make_image(struct image *image) {
  struct ts_flash *flash = &image->flash;
  if (flash->blocks == 0 || flash->blocks > TS_FLASH_BLOCKS_MAX ||
      flash->block_size > IMAGE_MAX / flash->blocks || flash->files == 0 ||
      flash->files > TS_FLASH_BLOCKS_MAX)
    return false;
  image->size = (size_t)flash->blocks * flash->block_size;
  image->byte = malloc(image->size);
  flash->table = calloc(flash->blocks, sizeof *flash->table);
  flash->file = calloc(flash->files, sizeof *flash->file);
  flash->ctx = image;
  flash->read = image_read;
  flash->program = image_program;
  flash->erase = image_erase;
  if (!image->byte || !flash->table || !flash->file)
    return false;
  memset(image->byte, 0xFF, image->size);
  return true;
}

/* The next number of a line; *AT goes behind it. */
static bool read_number(const char **at, uint32_t *number) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(*at, &end, 10);
  bool is_one = **at == ' ' && end > *at && errno == 0 && value <= UINT32_MAX;
  *number = is_one ? (uint32_t)value : 0;
  *at = end;
  return is_one;
}

/* AREA BLOCKS BYTES UNIT FILES. *SEEN: bits of the areas that there were. */
static bool read_line(struct work *work, const char *line, unsigned *seen) {
  for (unsigned area = 0; area < AREAS; area++) {
    struct ts_flash *flash = &work->image[area].flash;
    size_t size = strlen(area_name[area]);
    if (strncmp(line, area_name[area], size) != 0 || (*seen >> area & 1) != 0)
      continue;
    const char *at = line + size;
    *seen |= 1u << area;
    return read_number(&at, &flash->blocks) && read_number(&at, &flash->block_size) &&
           read_number(&at, &flash->unit) && read_number(&at, &flash->files) && strcmp(at, "\n") == 0 &&
           make_image(&work->image[area]);
  }
  return false;
}

static int read_layout(struct work *work, const char *path) {
  char line[256];
  unsigned seen = 0;
  bool good = true;
  FILE *file = fopen(path, "r");
  if (!file)
    return say(EX_NOINPUT, path, strerror(errno));
  while (good && fgets(line, sizeof line, file))
    good = line[0] == '#' || line[0] == '\n' || read_line(work, line, &seen);
  good = good && !ferror(file) && seen == (1u << AREAS) - 1;
  return fclose(file) == 0 && good ? EX_OK
                                   : say(EX_DATAERR, path, "it does not say what both areas are like");
}

static int path_of(char path[PATH_BYTES], const char *folder, const char *name, const char *suffix) {
  int size = snprintf(path, PATH_BYTES, "%s/%s%s", folder, name, suffix);
  return size > 0 && size < PATH_BYTES ? EX_OK : say(EX_USAGE, folder, "its name is too long");
}

static int read_image(struct image *image, const char *path) {
  char more;
  FILE *file = fopen(path, "rb");
  if (!file)
    return say(EX_NOINPUT, path, strerror(errno));
  bool whole = fread(image->byte, 1, image->size, file) == image->size && fread(&more, 1, 1, file) == 0 &&
               !ferror(file);
  return fclose(file) == 0 && whole ? EX_OK
                                    : say(EX_DATAERR, path, "it is not of the size that the layout says");
}

static int write_image(const struct image *image, const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file)
    return say(EX_CANTCREAT, path, strerror(errno));
  bool written = fwrite(image->byte, 1, image->size, file) == image->size;
  return fclose(file) == 0 && written ? EX_OK : say(EX_CANTCREAT, path, "it cannot be written");
}

static int open_images(struct work *work, const char *layout) {
  enum ts_err err = ts_store_flash_open(&work->flash, &work->image[TS_STORE_TRUSTED].flash,
                                        &work->image[TS_STORE_CARD].flash, &work->store);
  return err == TS_OK ? EX_OK : say(EX_DATAERR, layout, ts_err_text(err));
}

/* ---- files from one store to the other ---- */

/* BAD: the exit code if the one that takes it cannot. */
static int copy_file(const struct ts_store *from, const struct ts_store *to, enum ts_store_area area,
                     const char *name, int bad) {
  uint64_t size;
  enum ts_err err = from->size(from->ctx, area, name, &size);
  if (err != TS_OK)
    return say(EX_NOINPUT, name, ts_err_text(err));
  uint8_t *memory = size <= IMAGE_MAX ? malloc(size > 0 ? (size_t)size : 1) : NULL;
  if (!memory)
    return say(EX_DATAERR, name, "it is too large");
  err = from->read(from->ctx, area, name, 0, memory, (size_t)size);
  int status = err == TS_OK ? EX_OK : say(EX_NOINPUT, name, ts_err_text(err));
  if (status == EX_OK) {
    err = to->replace(to->ctx, area, name, ts_bytes(memory, (size_t)size));
    status = err == TS_OK ? EX_OK : say(bad, name, ts_err_text(err));
  }
  free(memory);
  return status;
}

static int is_listed(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* In the order of their names, so that the same folder gives the same image. */
static int pack_area(struct work *work, const char *device, enum ts_store_area area) {
  char path[PATH_BYTES];
  struct dirent **list;
  int status = path_of(path, device, area_name[area], "");
  int count = status == EX_OK ? scandir(path, &list, is_listed, alphasort) : 0;
  if (count < 0)
    return say(EX_NOINPUT, path, strerror(errno));
  for (int i = 0; i < count; i++) {
    if (status == EX_OK)
      status = copy_file(&work->files, &work->store, area, list[i]->d_name, EX_DATAERR);
    free(list[i]);
  }
  if (count > 0)
    free(list);
  return status;
}

static int pack(struct work *work, const char *layout, const char *device, const char *images) {
  char path[PATH_BYTES];
  enum ts_err err = ts_store_files_open(&work->folder, device, false, &work->files);
  if (err != TS_OK)
    return say(EX_NOINPUT, device, ts_err_text(err));
  if (mkdir(images, 0777) != 0 && errno != EEXIST)
    return say(EX_CANTCREAT, images, strerror(errno));
  int status = open_images(work, layout);
  for (unsigned area = 0; area < AREAS && status == EX_OK; area++)
    status = pack_area(work, device, (enum ts_store_area)area);
  for (unsigned area = 0; area < AREAS && status == EX_OK; area++) {
    status = path_of(path, images, area_name[area], ".flash");
    if (status == EX_OK)
      status = write_image(&work->image[area], path);
  }
  return status;
}

static int unpack(struct work *work, const char *layout, const char *images, const char *device) {
  char path[PATH_BYTES];
  int status = EX_OK;
  for (unsigned area = 0; area < AREAS && status == EX_OK; area++) {
    status = path_of(path, images, area_name[area], ".flash");
    if (status == EX_OK)
      status = read_image(&work->image[area], path);
  }
  if (status == EX_OK)
    status = open_images(work, layout);
  if (status != EX_OK)
    return status;
  struct stat there;
  if (lstat(device, &there) == 0) /* two devices' files are not to be mixed */
    return say(EX_CANTCREAT, device, "it is there already");
  enum ts_err err = ts_store_files_make(device);
  if (err == TS_OK)
    err = ts_store_files_open(&work->folder, device, true, &work->files);
  if (err != TS_OK)
    return say(EX_CANTCREAT, device, ts_err_text(err));
  for (unsigned area = 0; area < AREAS; area++)
    for (uint32_t i = 0; i < work->image[area].flash.files && status == EX_OK; i++)
      if (work->image[area].flash.file[i].name[0] != '\0')
        status = copy_file(&work->store, &work->files, (enum ts_store_area)area,
                           work->image[area].flash.file[i].name, EX_CANTCREAT);
  return status;
}

int main(int argc, char **argv) {
  static struct work work = {.folder = {.folder = {-1, -1}}};
  bool packs = argc == 5 && strcmp(argv[1], "pack") == 0;
  if (argc == 2 && strcmp(argv[1], "--help") == 0)
    return fputs(usage, stdout) >= 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
  if (!packs && (argc != 5 || strcmp(argv[1], "unpack") != 0)) {
    fputs(usage, stderr);
    return EX_USAGE;
  }
  int status = read_layout(&work, argv[2]);
  if (status == EX_OK)
    status = packs ? pack(&work, argv[2], argv[3], argv[4]) : unpack(&work, argv[2], argv[3], argv[4]);
  ts_store_files_close(&work.folder);
  for (unsigned area = 0; area < AREAS; area++) {
    free(work.image[area].byte);
    free(work.image[area].flash.table);
    free(work.image[area].flash.file);
  }
  return status;
}
