using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Runs.Exporting;
using SamHost.Studies.Plans;
using SamHost.Studies.Predicting;
using SamHost.Training.Checkpointing;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost predict</c>: the labels that a trained model gives new examples, with their probabilities.</summary>
internal sealed class PredictCommand(
    ParseResult arguments, RunPredictor predictor, IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "The new examples: a table, or a folder of pictures, as the run's data set reads them. Labels are passed over.",
        HelpName = "PATH", Required = true,
    };
    private static readonly Option<KeptWeights> Weights = new("--weights")
    {
        Description = "last, or best: of the epoch with the best accuracy, on validation data where there are any, among the checkpoints "
            + "that the run has kept (Checkpoints:EveryEpochs).",
        HelpName = "last|best",
    };
    private static readonly Option<string> Out = new("--out")
    {
        Description = "Where the predictions go: a file that ends in .csv or .parquet; predictions.csv if left out.",
        HelpName = "FILE", DefaultValueFactory = _ => "predictions.csv",
    };

    public static Command Define()
    {
        var command = new Command("predict", "Labels new examples by the model of a run, with the probability of each class.");
        RecordedRuns.AddTo(command);
        foreach (var option in new Option[] { Data, Weights, Out }) command.Options.Add(option);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var file = arguments.GetValue(Out)!;
        TableFiles.RequireForm(file);
        if (Path.GetFullPath(file) == Path.GetFullPath(arguments.GetValue(Data)!))
            throw new UserErrorException($"--out: {file} is the file of the examples; give another name.");
        var runs = RecordedRuns.Find(arguments, output.Value.Directory).Runs;
        if (runs is not [var run])
            throw new UserErrorException(
                $"One run predicts, and these are {runs.Count}: name one, such as "
                    + $"{string.Join(", ", runs.Take(3).Select(one => $"{one.Study}/{one.Id}"))}.");
        var predicted = predictor.Predict(run.Data, arguments.GetValue(Data)!, arguments.GetValue(Weights));
        TableFiles.Write(file, table => Write(table, predicted));
        foreach (var note in predicted.Notes) console.WriteLine(note);
        PredictionText.Write(console, predicted);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{predicted.Ids.Count} predictions of {run.Id} are in {file}."));
        return ExitCode.Success;
    }

    private static void Write(ITableFile table, PredictedExamples predicted)
    {
        int[] labels = [.. Enumerable.Range(0, predicted.Ids.Count).Select(predicted.LabelOf)];
        table.Write(
        [
            new ExportColumn("id", predicted.Ids.ToArray()),
            new ExportColumn("label", labels.Select(label => predicted.ClassNames[label]).ToArray()),
            new ExportColumn("confidence", labels.Select((label, i) => (double?)predicted.ProbabilityOf(i, label)).ToArray()),
            .. predicted.ClassNames.Select((name, label) => new ExportColumn(
                $"p:{name}", labels.Select((_, i) => (double?)predicted.ProbabilityOf(i, label)).ToArray())),
        ]);
    }
}
