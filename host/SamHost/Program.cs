using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost;
using SamHost.Commands;
using SamHost.Configuration;
using SamHost.Display;
using Spectre.Console;

if (!OpenFiles.SayIfTooFew()) return (int)ExitCode.Configuration;

// A terminal gets colours and bars; a file gets plain text that is not folded.
var console = AnsiConsole.Console;
if (!console.Profile.Out.IsTerminal) console.Profile.Width = 10_000;

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Logging.AddProvider(new ConsoleLoggerProvider(console));
builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);

using var host = builder.Build();
await host.StartAsync();
using var secondSignal = new SecondSignal();
var exitCode = new CommandLine(host, console, Console.Error).Invoke(args);
await host.StopAsync();
return (int)exitCode;
