using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Runs.Ownership;
using SamHost.Slurm;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>
/// <c>samhost run-one</c>: an element of a job, which makes the runs of a request in a worker. TERM writes a checkpoint and stops; USR1
/// writes one and has Slurm start the job again.
/// </summary>
internal sealed class RunOneCommand(
    Element element, JobAttempt attempt, RequestedRuns requested, IRunExecutor executor,
    IOptions<SlurmOptions> slurm, IOptions<OutputOptions> output, IHostEnvironment environment, IHostApplicationLifetime lifetime,
    IAnsiConsole console) : IVerb
{
    // SIGUSR1, for which .NET has no name.
    private const PosixSignal Warning = (PosixSignal)10;

    private static readonly Option<string> Request = new("--request")
    {
        Description = "The request, as 'samhost run --on' writes it.",
        HelpName = "FILE",
        Required = true,
    };

    public static Command Define()
    {
        var command = new Command("run-one", "Makes the runs of one element of a scheduler's job; schedulers call it.");
        command.Options.Add(Request);
        return command;
    }

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var element = Element.Read(arguments.GetValue(Request)!);
        var problems = new SettingsProblems();
        var settings = element.Settings;
        var attempt = element.AttemptOf(OptionsBinder.Bind<SlurmOptions>(settings["Slurm"], "Slurm", problems));
        builder.Services
            .AddSamHostSettings(settings, problems)
            .AddStudyExecution(new ExecutionOptions(Restart: false, Processes: 1, Job: attempt))
            .AddSingleton(element)
            .AddSingleton(attempt)
            .AddSingleton<RequestedRuns>()
            .AddSingleton<IProgressDisplay>(provider => new PlainProgress(provider.GetRequiredService<IAnsiConsole>()));
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var isWarned = false;
        using var warning = PosixSignalRegistration.Create(Warning, signal =>
        {
            signal.Cancel = isWarned = true;
            lifetime.StopApplication();
        });
        var runs = element.Runs.Select(requested.Plan).ToList();
        var directory = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
        var folder = Path.Combine(directory, runs[0].Plan.Study.Name);
        element.Begin(attempt, runs, folder, slurm.Value.MaxRestarts);
        var restart = attempt.Restart > 0 ? $", restart {attempt.Restart}," : "";
        console.WriteLine($"{attempt.Job}{restart} on {attempt.Node}: {string.Join(", ", runs.Select(run => run.Id))}.");
        try
        {
            element.SetAside(attempt, folder, console.WriteLine);
        }
        catch (UserErrorException e) when (e.ExitCode == ExitCode.OwnedElsewhere)
        {
            console.WriteLine(e.Message);
            return OwnedElsewhere();
        }

        var missing = runs.Where(run => EarlierRun.FindComplete(run, directory) is null).ToList();
        var outcomes = new List<RunOutcome>();
        if (missing.Count > 0) executor.Execute(missing, (_, outcome) => outcomes.Add(outcome), cancellation);
        if (executor.CloseTelemetry() is { } counts) console.WriteLine($"Telemetry: {counts}");
        if (outcomes.Any(outcome => outcome.IsOwnedElsewhere)) return OwnedElsewhere();
        if (outcomes.Count < missing.Count) return isWarned ? TryAgain() : ExitCode.Cancelled;
        return outcomes.Any(outcome => outcome.Error is not null) ? ExitCode.RunFailed : ExitCode.Success;

        // Whoever cancels the job does not want it back, whatever else was to be tried again.
        ExitCode OwnedElsewhere() => cancellation.IsCancellationRequested && !isWarned ? ExitCode.Cancelled : TryAgain();
    }

    private ExitCode TryAgain()
    {
        console.WriteLine(element.Requeue() ?? "The job was requeued.");
        return ExitCode.OwnedElsewhere;
    }
}
