using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Dashboards;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost dashboard</c>: a viewer of traces, metrics and logs, until Ctrl-C.</summary>
internal sealed class DashboardCommand(IAnsiConsole console) : IVerb
{
    public static Command Define() =>
        new("dashboard", "Starts the Aspire dashboard, which shows the traces, metrics and logs of studies; Ctrl-C ends it.");

    // It has no settings.
    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments) =>
        builder.Services.AddSamHostSettings(SettingsNode.Object([], ""), new SettingsProblems());

    public ExitCode Run(CancellationToken cancellation)
    {
        var ports = DashboardPorts.Free();
        using var dashboard = AspireDashboard.Start(ports, cancellation);
        console.WriteLine($"The dashboard is at {dashboard.Link}");
        console.WriteLine($"A study sends to it by: samhost run --set Telemetry:Endpoint={ports.Endpoint}");
        if (!dashboard.Wait(cancellation)) return ExitCode.Success;
        console.WriteLine("The dashboard has ended by itself.");
        return ExitCode.RunFailed;
    }
}
