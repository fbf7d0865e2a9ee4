using SamHost;
using SamHost.Commands;
using SamHost.Configuration;
using Spectre.Console;

if (!OpenFiles.AreEnoughAllowed()) return (int)ExitCode.Configuration;

// A terminal gets colours and bars; a file gets plain text that is not folded.
var console = AnsiConsole.Console;
if (!console.Profile.Out.IsTerminal) console.Profile.Width = 10_000;

using var secondSignal = new SecondSignal();
return (int)new CommandLine(console, Console.Error).Invoke(args);
