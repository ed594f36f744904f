#pragma once

#include <stddef.h>

/// One file of the web page, embedded in the executable so that it needs no file of the checkout at run time.
typedef struct {
  /// Where the server offers it: "/index.html", "/assets/0123456789ab/app.js".
  const char *path;
  const char *content_type;
  const unsigned char *bytes;
  size_t count;
  /// The same by gzip (RFC 1952), or null where that saves nothing.
  const unsigned char *gzip_bytes;
  size_t gzip_count;
} muster_web_asset;

size_t muster_web_asset_count(void);

/// - Parameter index: below `muster_web_asset_count()`.
muster_web_asset muster_web_asset_at(size_t index);
