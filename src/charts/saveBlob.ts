/** Hands a blob to the user as a download. The blob URL is revoked once the browser has taken it. */
export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // Safari reads the URL after the click has returned; a second is enough and leaks nothing.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
