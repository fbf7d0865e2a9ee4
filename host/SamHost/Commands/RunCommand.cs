using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Dashboards;
using SamHost.Display;
using SamHost.Slurm;
using SamHost.Studies.Execution;
using SamHost.Studies.Progress;
using SamHost.Torch;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost run</c>, the default verb.</summary>
internal sealed class RunCommand(
    ParseResult arguments, IServiceProvider services, Settings settings, IHostEnvironment environment, IAnsiConsole console,
    DashboardPorts? dashboardPorts = null) : IVerb
{
    private static readonly Option<bool> Quiet = QuietOption();
    private static readonly Option<bool> Dashboard =
        new("--dashboard") { Description = "Starts the Aspire dashboard, and sends traces, metrics and logs to it." };
    private static readonly Option<bool> Live =
        new("--live") { Description = "Shows the study in the browser while it runs; prints the link." };

    private static readonly Option<string?> On = OnOption();
    private static readonly Option<bool> Follow =
        new("--follow") { Description = "With --on slurm: shows the study until it ends; Ctrl-C ends the showing alone." };

    /// <summary>The option <c>--again</c>.</summary>
    public static Option<bool> Again { get; } =
        new("--again") { Description = "Makes runs again that are complete already, and begins anew those that were interrupted." };

    /// <summary>The option <c>--parallel</c>.</summary>
    public static Option<int?> Parallel { get; } = ParallelOption();

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
        foreach (var option in new Option[] { Parallel, On, Follow, Again, SettingsSource.Out, Quiet, Dashboard, Live, PortOption.Port })
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

        if (arguments.GetValue(On) is { } place)
        {
            RequireFitting(arguments);
            if (place == ClusterServices.Slurm) ClusterJobs.RequireSlurm();
            ConfigureCluster(builder.Services, arguments, place, problems);
            return;
        }

        if (arguments.GetValue(Follow)) throw new UserErrorException("--follow: there is nothing to follow without --on slurm.");
        builder.Services.AddSamHostSettings(SettingsSource.Merge(arguments, problems, endpoint), problems);
        Configure(builder.Services, ExecutionOf(arguments), arguments.GetValue(Quiet));
    }

    /// <summary>How runs are made, as <c>--again</c> and <c>--parallel</c> say.</summary>
    public static ExecutionOptions ExecutionOf(ParseResult arguments) => new(arguments.GetValue(Again), arguments.GetValue(Parallel));

    /// <summary>Adds the executor and the display of a verb that makes runs.</summary>
    public static void Configure(IServiceCollection services, ExecutionOptions options, bool isQuiet)
    {
        services.AddStudyExecution(options).AddSingleton<StudyRun>();
        AddDisplay(services, isQuiet);
    }

    private static void AddDisplay(IServiceCollection services, bool isQuiet)
    {
        if (isQuiet) services.AddSingleton<IProgressDisplay, QuietProgress>();
        else services.AddSingleton<IProgressDisplay>(provider => Progress(provider.GetRequiredService<IAnsiConsole>()));
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        if (services.GetService<ClusterStudy>() is { } cluster) return cluster.Run(arguments.GetValue(Quiet), cancellation);
        var study = services.GetRequiredService<StudyRun>();
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

    /// <summary>The study is checked on the CPU here: this machine need not have what the nodes have.</summary>
    private static void ConfigureCluster(IServiceCollection services, ParseResult arguments, string place, SettingsProblems problems)
    {
        var settings = SettingsSource.Merge(arguments, problems);
        var device = OptionsBinder.Bind<TorchOptions>(settings["Torch"], "Torch", new SettingsProblems()).Device;
        if (device.StartsWith("cuda", StringComparison.Ordinal) || device == "auto")
            settings = SettingsSource.Merge(arguments, new SettingsProblems(), "Torch:Device=cpu");
        services.AddSamHostSettings(settings, problems)
            .AddClusterExecution(place, new ClusterOptions(arguments.GetValue(Follow), arguments.GetValue(Again), device))
            .AddSingleton(new ExecutionOptions(Restart: false))
            .AddSingleton<ClusterStudy>();
        AddDisplay(services, arguments.GetValue(Quiet));
    }

    private static void RequireFitting(ParseResult arguments)
    {
        string[] others =
        [
            .. new Option[] { Parallel, Dashboard, Live }.Where(option => arguments.GetResult(option) is { Implicit: false })
                .Select(option => option.Name),
        ];
        if (others.Length > 0)
            throw new UserErrorException($"{string.Join(" and ", others)}: not together with --on; runs are made elsewhere.");
        if (arguments.GetValue(Follow) && arguments.GetValue(On) != ClusterServices.Slurm)
            throw new UserErrorException("--follow: there is nothing to follow where nothing is submitted.");
    }

    private static Option<string?> OnOption()
    {
        var option = new Option<string?>("--on")
        {
            Description = "Where runs are made: slurm submits the study to the cluster and returns; requests writes what another scheduler "
                + "needs.",
            HelpName = "PLACE",
        };
        option.Validators.Add(result =>
        {
            string[] places = [ClusterServices.Slurm, ClusterServices.Requests];
            if (result.Errors.Any() || result.GetValueOrDefault<string?>() is not { } place || places.Contains(place)) return;
            result.AddError($"--on {place}: {NearestName.Advice(place, places, "places")}");
        });
        return option;
    }

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
