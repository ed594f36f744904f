#include "include/bcrypt.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

// Every bcrypt hash is as long.
enum { hash_length = 60 };

int muster_bcrypt_matches(const char *password, const char *stored) {
  if (strncmp(stored, "$2", 2) != 0 || strlen(stored) != hash_length) return 0;
  // 32 kB: too large for the stack of some threads.
  struct crypt_data *data = calloc(1, sizeof *data);
  if (data == NULL) return 0;
  const char *hash = crypt_r(password, stored, data);
  unsigned char difference = 1;
  if (hash != NULL && strlen(hash) == hash_length) {
    difference = 0;
    for (int i = 0; i < hash_length; i++) difference |= (unsigned char)(hash[i] ^ stored[i]);
  }
  memset(data, 0, sizeof *data);
  free(data);
  return difference == 0;
}
