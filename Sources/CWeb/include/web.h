#pragma once

#include <stddef.h>

/// One file of the web page, embedded in the executable so that it needs no file of the checkout at run time.
typedef struct {
  /// Where the server offers it: "/index.html", "/assets/app.js".
  const char *path;
  const char *content_type;
  const unsigned char *bytes;
  size_t count;
} muster_web_asset;

size_t muster_web_asset_count(void);

/// - Parameter index: below `muster_web_asset_count()`.
muster_web_asset muster_web_asset_at(size_t index);
