using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Dashboards;
using SamHost.Display;
using SamHost.Studies.Execution;
using SamHost.Studies.Progress;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost run</c>, the default verb.</summary>
internal sealed class RunCommand(
    ParseResult arguments, StudyRun study, Settings settings, IHostEnvironment environment, IAnsiConsole console,
    DashboardPorts? dashboardPorts = null) : IVerb
{
    private static readonly Option<bool> Quiet = QuietOption();
    private static readonly Option<bool> Again =
        new("--again") { Description = "Makes runs again that are complete already, and begins anew those that were interrupted." };
    private static readonly Option<bool> Dashboard =
        new("--dashboard") { Description = "Starts the Aspire dashboard, and sends traces, metrics and logs to it." };
    private static readonly Option<int?> Parallel = ParallelOption();
    private static readonly Option<bool> Live =
        new("--live") { Description = "Shows the study in the browser while it runs; prints the link." };

    public static Command Define()
    {
        var command = new Command("run", "Runs a study.");
        SettingsSource.AddTo(command);
        AddOptionsTo(command);
        return command;
    }

    /// <summary>Adds the options but for files: the root command has these, too.</summary>
    public static void AddOptionsTo(Command command)
    {
        if (!command.Options.Contains(SettingsSource.Set)) command.Options.Add(SettingsSource.Set);
        SettingsSource.AddStudyTo(command);
        foreach (var option in new Option[] { Parallel, Again, SettingsSource.Out, Quiet, Dashboard, Live, PortOption.Port })
            command.Options.Add(option);
    }

    /// <summary>The option <c>--quiet</c>.</summary>
    public static Option<bool> QuietOption() => new("--quiet", "-q") { Description = "Shows no progress, only the table." };

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var problems = new SettingsProblems();
        string[] endpoint = [];
        if (arguments.GetValue(Dashboard))
        {
            var ports = DashboardPorts.Free();
            endpoint = [$"Telemetry:Endpoint={ports.Endpoint}", "Telemetry:Protocol=Grpc"];
            builder.Services.AddSingleton(ports);
        }

        builder.Services.AddSamHostSettings(SettingsSource.Merge(arguments, problems, endpoint), problems);
        Configure(
            builder.Services, new ExecutionOptions(arguments.GetValue(Again), arguments.GetValue(Parallel)), arguments.GetValue(Quiet));
    }

    /// <summary>Adds the executor and the display of a verb that makes runs.</summary>
    public static void Configure(IServiceCollection services, ExecutionOptions options, bool isQuiet)
    {
        services.AddStudyExecution(options).AddSingleton<StudyRun>();
        if (isQuiet) services.AddSingleton<IProgressDisplay, QuietProgress>();
        else services.AddSingleton<IProgressDisplay>(provider => Progress(provider.GetRequiredService<IAnsiConsole>()));
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        using var dashboard = dashboardPorts is null ? null : AspireDashboard.Start(dashboardPorts, cancellation);
        if (dashboard is not null) console.WriteLine($"The dashboard is at {dashboard.Link}");
        using var page = arguments.GetValue(Live)
            ? LivePage.Start(settings, arguments.GetValue(PortOption.Port), environment.ContentRootPath, console)
            : null;
        var code = study.Run(arguments.GetValue(Quiet), cancellation, page is null ? null : page.Show);
        // A script goes on; a person wants to look.
        if (console.IsPlain() || cancellation.IsCancellationRequested) return code;
        if (page is not null) console.WriteLine($"The live page is still at {page.Link}; Ctrl-C ends it.");
        if (dashboard is not null) console.WriteLine("Ctrl-C ends the dashboard.");
        if (dashboard is not null || page is not null) cancellation.WaitHandle.WaitOne();
        return code;
    }

    private static IProgressDisplay Progress(IAnsiConsole console) => console.IsPlain() ? new PlainProgress(console)
        : new LiveProgress(console);

    private static Option<int?> ParallelOption()
    {
        var option = new Option<int?>("--parallel")
        {
            Description = "Makes N runs at a time, in N processes that each have their share of the threads.",
            HelpName = "N",
        };
        option.Validators.Add(RefuseNone);
        return option;
    }

    private static void RefuseNone(OptionResult option)
    {
        if (option.Errors.Any() || option.GetValueOrDefault<int?>() is null or >= 1) return;
        option.AddError("--parallel: give a number of processes of at least 1.");
    }
}
