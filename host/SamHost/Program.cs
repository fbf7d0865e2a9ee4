using SamHost;
using SamHost.Commands;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using Spectre.Console;

if (!OpenFiles.AreEnoughAllowed()) return (int)ExitCode.Configuration;

// A terminal gets colours and bars; a file gets plain text that is not folded.
var console = AnsiConsole.Console;
if (!console.Profile.Out.IsTerminal) console.Profile.Width = 10_000;

using var secondSignal = new SecondSignal();
var code = new CommandLine(console, Console.Error).Invoke(args);
Console.Out.Flush();
Console.Error.Flush();
// At once: a thread that a component has left would keep the process alive, and libtorch takes its time to leave.
ProcessEnd.Now(code);
return (int)code;
