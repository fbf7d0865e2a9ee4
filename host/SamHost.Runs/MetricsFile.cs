using System.Globalization;
using System.Text;
using SamHost.Contracts.Training;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>metrics.csv</c>: a row for each epoch, at the end of it. It holds nothing that differs between two runs of the same
/// configuration, so no times; numbers are in their shortest form that reads back the same.
/// </summary>
public sealed class MetricsFile : ITrainingObserver, ICheckpointed, IDisposable
{
    private const string TextKey = "text";
    private const string Header = "epoch,learning_rate,train_loss,test_loss,test_accuracy,train_accuracy_clean,train_accuracy_mislabelled,"
        + "train_accuracy_mislabelled_true,last_hidden_norm,last_weight_norm,validation_loss,validation_accuracy";

    // The checkpoint holds all rows, a few kilobytes: the file itself may be damaged.
    private readonly StringBuilder _text = new();
    private string? _path;
    private StreamWriter? _writer;
    private int _metricCount;

    /// <summary>The columns that every run has; those of the study's metrics follow.</summary>
    public static IReadOnlyList<string> Columns { get; } = Header.Split(',');

    public ObserverStage Stage => ObserverStage.Record;

    public void RunStarting(TrainingRun run)
    {
        _path = Path.Combine(run.Folder, RunFolder.MetricsFile);
        Open();
        _metricCount = run.Metrics.Count;
        Write(string.Join(",", run.Metrics.Select(metric => metric.Name).Prepend(Header)));
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        var evaluation = epoch.Evaluation;
        double?[] values =
        [
            epoch.LearningRate, epoch.TrainLoss, evaluation?.TestLoss, evaluation?.TestAccuracy, evaluation?.TrainAccuracyClean,
            evaluation?.TrainAccuracyMislabelled, evaluation?.TrainAccuracyMislabelledTrue,
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

    private void Open() => _writer = new StreamWriter(_path!) { AutoFlush = true };

    private void Write(string row)
    {
        _text.Append(row).Append('\n');
        _writer!.Write(row + "\n");
    }
}
