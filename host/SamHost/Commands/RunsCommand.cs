using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Slurm;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost runs</c>: the runs in the folder of results.</summary>
internal sealed class RunsCommand(ParseResult arguments, IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Option<string?> Study = new("--study") { Description = "Only the runs of a study.", HelpName = "NAME" };
    private static readonly Option<string?> Status =
        new("--status")
        {
            Description = $"Only runs of a status: {string.Join(", ", RunSummary.Statuses)}; of a study on a cluster also "
                + $"{string.Join(", ", ClusterText.States.Except(RunSummary.Statuses))}.",
            HelpName = "STATUS",
        };
    private static readonly Option<string?> Optimizer =
        new("--optimizer") { Description = "Only the runs of an optimizer, by its name or label.", HelpName = "NAME" };
    private static readonly Option<string> Sort = new("--sort")
    {
        Description = $"What they are sorted by: {string.Join(", ", RunQuery.OrderNames)}.",
        DefaultValueFactory = _ => RunQuery.OrderNames[0],
        HelpName = "ORDER",
    };
    private static readonly Option<bool> Descending = new("--descending") { Description = "The largest or latest first." };
    private static readonly Option<int?> Limit = PositiveOption.Create("--limit", "Only the first N.");
    private static readonly Option<bool> Previous =
        new("--previous") { Description = "Also what earlier runs of the same configuration left." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };
    private static readonly Option<string?> Out =
        new("--out") { Description = "The folder of results; the setting Output:Directory.", HelpName = "DIR" };

    public static Command Define()
    {
        var command = new Command("runs", "Lists the runs in the folder of results: when, where and how they ended.");
        foreach (var option in new Option[] { Study, Status, Optimizer, Sort, Descending, Limit, Previous, Out, Json })
            command.Options.Add(option);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var directory = arguments.GetValue(Out) ?? output.Value.Directory;
        var query = new RunQuery
        {
            Study = arguments.GetValue(Study),
            Status = arguments.GetValue(Status),
            Optimizer = arguments.GetValue(Optimizer),
            Order = arguments.GetValue(Sort)!,
            Descending = arguments.GetValue(Descending),
            Limit = arguments.GetValue(Limit),
        };
        var all = RunList.Read(directory);
        var kept = all.Runs.Where(run => arguments.GetValue(Previous) || !RunFolder.IsPrevious(run.Folder));
        var study = query.Study is { } name ? Path.Combine(directory, name) : null;
        if (study is not null && ClusterRuns.Any(study)) return ShowCluster(new ClusterRuns(study), query, kept);
        var runs = query.Of(kept);
        if (arguments.GetValue(Json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. runs.Select(RunsText.ToJson)])));
            foreach (var problem in all.Problems) Console.Error.WriteLine($"Left out: {problem}");
            return ExitCode.Success;
        }

        foreach (var problem in all.Problems) console.WriteLine($"Left out: {problem}");
        if (runs.Count > 0) RunsText.Write(console, runs);
        else console.WriteLine(all.Runs.Count == 0 ? $"There are no runs in {directory}." : "No run is like that.");
        return ExitCode.Success;
    }

    private ExitCode ShowCluster(ClusterRuns cluster, RunQuery query, IEnumerable<RunSummary> begun)
    {
        var runs = ListedRun.Of(query, begun, cluster.Read());
        if (arguments.GetValue(Json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. runs.Select(run => run.ToJson())])));
            return ExitCode.Success;
        }

        List<RunSummary> shown = [.. runs.Select(run => run.Begun).OfType<RunSummary>()];
        if (shown.Count > 0) RunsText.Write(console, shown);
        ClusterText.Write(console, [.. runs.Select(run => run.Cluster).OfType<ClusterRun>()], cluster.Problem);
        if (runs.Count == 0) console.WriteLine("No run is like that.");
        if (UnlikeMachines.Sentences(shown.Select(run => run.Machines)) is { } note) console.WriteLine(note);
        return ExitCode.Success;
    }
}
