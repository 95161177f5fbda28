// Stops a server when the process that started it ends, however it ends: its end of the pipe closes.
// Nobody reads what it says from then on, and that must not keep it from writing its state.
process.stdin.on("end", () => process.kill(process.pid, "SIGINT")).resume();
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
