using System.Globalization;
using System.Text;
using SamHost.Contracts.Training;
using SamHost.Runs.Ownership;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>metrics.csv</c>: a row for each epoch, at the end of it. It holds nothing that differs between two runs of the same
/// configuration, so no times; numbers are in their shortest form that reads back the same.
/// </summary>
/// <param name="owner">That this process makes the run.</param>
public sealed class MetricsFile(RunOwnership owner) : ITrainingObserver, ICheckpointed, IDisposable
{
    private const string TextKey = "text";
    private const string Before = "epoch,learning_rate,train_loss,test_loss,test_accuracy";
    private const string OfKnownTruth = "train_accuracy_clean,train_accuracy_mislabelled,train_accuracy_mislabelled_true";
    private const string OfUnknownTruth = "train_accuracy";
    private const string After = "last_hidden_norm,last_weight_norm,validation_loss,validation_accuracy";

    // The checkpoint holds all rows, a few kilobytes: the file itself may be damaged.
    private readonly StringBuilder _text = new();
    private string? _path;
    private StreamWriter? _writer;
    private int _metricCount;
    private bool _isTruthKnown;

    /// <summary>The columns that every run has, of known truth or of unknown; those of the study's metrics follow.</summary>
    public static IReadOnlyList<string> Columns { get; } = $"{Before},{OfKnownTruth},{OfUnknownTruth},{After}".Split(',');

    public ObserverStage Stage => ObserverStage.Record;

    public void RunStarting(TrainingRun run)
    {
        _path = Path.Combine(run.Folder, RunFolder.MetricsFile);
        Open();
        (_metricCount, _isTruthKnown) = (run.Metrics.Count, run.Training.TrueLabels is not null);
        var train = _isTruthKnown ? OfKnownTruth : OfUnknownTruth;
        Write(string.Join(",", [Before, train, After, .. run.Metrics.Select(metric => metric.Name)]));
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        var evaluation = epoch.Evaluation;
        double?[] values =
        [
            epoch.LearningRate, epoch.TrainLoss, evaluation?.TestLoss, evaluation?.TestAccuracy,
            .. _isTruthKnown
                ? [evaluation?.TrainAccuracyClean, evaluation?.TrainAccuracyMislabelled, evaluation?.TrainAccuracyMislabelledTrue]
                : new double?[] { evaluation?.TrainAccuracy },
            evaluation?.LastHiddenNorm, evaluation?.LastWeightNorm, evaluation?.ValidationLoss, evaluation?.ValidationAccuracy,
            .. evaluation?.Metrics ?? new double?[_metricCount],
        ];
        var cells = values.Select(value => value?.ToString("R", CultureInfo.InvariantCulture) ?? "");
        Write(string.Join(",", cells.Prepend(epoch.Epoch.ToString(CultureInfo.InvariantCulture))));
    }

    public void Save(CheckpointedState state)
    {
        state.Values[TextKey] = _text.ToString();
        // A run that is complete is not restored: its rows are to be on the disk by then.
        ((FileStream)_writer!.BaseStream).Flush(flushToDisk: true);
    }

    public void Restore(CheckpointedState state)
    {
        _text.Clear().Append((string)state.Values[TextKey]!);
        _writer?.Dispose();
        Open();
        _writer!.Write(_text);
    }

    public void Dispose() => _writer?.Dispose();

    private void Open()
    {
        owner.Require();
        _writer = new StreamWriter(_path!) { AutoFlush = true };
    }

    private void Write(string row)
    {
        owner.Require();
        _text.Append(row).Append('\n');
        _writer!.Write(row + "\n");
    }
}
