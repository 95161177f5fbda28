// Stops a server when the process that started it ends, however it ends: its end of the pipe closes.
process.stdin.on("end", () => process.kill(process.pid, "SIGINT")).resume();
