// Preloaded into the backend: it ends when the script that started it is gone,
// even when that was killed and could not stop it.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 8000);
});
process.channel?.unref();
