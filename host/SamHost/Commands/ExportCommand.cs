using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Runs.Exporting;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost export</c>: what several runs wrote as one table, for other programs.</summary>
internal sealed class ExportCommand(ParseResult arguments, IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Option<string?> Metrics =
        new("--metrics") { Description = "Where the metrics of all epochs go: a file that ends in .parquet or .csv.", HelpName = "FILE" };
    private static readonly Option<string?> Examples =
        new("--examples") { Description = "Where all recorded examples go: a file that ends in .parquet or .csv.", HelpName = "FILE" };

    public static Command Define()
    {
        var command = new Command("export", "Writes the metrics and recorded examples of runs as one table each, Parquet or CSV.");
        RecordedRuns.AddTo(command);
        command.Options.Add(Metrics);
        command.Options.Add(Examples);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var (metrics, examples) = (arguments.GetValue(Metrics), arguments.GetValue(Examples));
        if (metrics is null && examples is null)
            throw new UserErrorException("Nothing to export: give --metrics FILE, --examples FILE or both; files end in .parquet or .csv.");
        foreach (var file in new[] { metrics, examples }.OfType<string>()) TableFiles.RequireForm(file);
        if (metrics is not null && examples is not null && Path.GetFullPath(metrics) == Path.GetFullPath(examples))
            throw new UserErrorException($"--metrics and --examples name the same file, {metrics}; give each its own.");
        var selection = RecordedRuns.Find(arguments, output.Value.Directory);
        foreach (var problem in selection.Problems) console.WriteLine($"Left out: {problem}");
        if (metrics is not null)
        {
            TableFiles.Write(metrics, table => ResultTables.WriteMetrics(selection.Runs, table));
            console.WriteLine(
                $"{selection.Runs.Sum(run => run.Metrics.Epochs.Count)} rows of {selection.Runs.Count} runs are in {metrics}.");
        }

        if (examples is null) return ExitCode.Success;
        if (!selection.Runs.Any(run => run.Examples.Exists))
            throw new UserErrorException("No run recorded its examples (Study:RecordExamplesAt).");
        var whole = selection.Runs.Where(run => run.Examples.Exists && IsWhole(run)).ToList();
        if (whole.Count == 0) throw new UserErrorException("No run has recorded examples that can be read.");
        var rows = 0L;
        TableFiles.Write(examples, table => rows = ResultTables.WriteExamples(whole, table));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows of {whole.Count} runs are in {examples}."));
        return ExitCode.Success;
    }

    // Before anything is written: of a run the table has all examples or none.
    private bool IsWhole(RecordedRun run)
    {
        try
        {
            run.Examples.CheckWhole();
            return true;
        }
        catch (DamagedRunException e)
        {
            console.WriteLine($"Left out: {e.Message}");
            return false;
        }
    }
}
