using System.Globalization;
using SamHost.Contracts.Training;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>metrics.csv</c>: a row for each epoch, at the end of it. It holds nothing that differs between two runs of the same configuration, so no
/// times; numbers are in their shortest form that reads back the same.
/// </summary>
public sealed class MetricsFile : ITrainingObserver, IDisposable
{
    private StreamWriter? _writer;

    public void RunStarting(TrainingRun run)
    {
        _writer = new StreamWriter(Path.Combine(run.Folder, RunFolder.MetricsFile)) { NewLine = "\n", AutoFlush = true };
        _writer.WriteLine("epoch,learning_rate,train_loss,test_loss,test_accuracy,train_accuracy_clean,train_accuracy_mislabelled,"
            + "train_accuracy_mislabelled_true,last_hidden_norm,last_weight_norm,validation_loss,validation_accuracy");
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        var evaluation = epoch.Evaluation;
        double?[] values =
        [
            epoch.LearningRate, epoch.TrainLoss, evaluation?.TestLoss, evaluation?.TestAccuracy, evaluation?.TrainAccuracyClean,
            evaluation?.TrainAccuracyMislabelled, evaluation?.TrainAccuracyMislabelledTrue,
            evaluation?.LastHiddenNorm, evaluation?.LastWeightNorm, evaluation?.ValidationLoss, evaluation?.ValidationAccuracy,
        ];
        var cells = values.Select(value => value?.ToString("R", CultureInfo.InvariantCulture) ?? "");
        _writer!.WriteLine(string.Join(",", cells.Prepend(epoch.Epoch.ToString(CultureInfo.InvariantCulture))));
    }

    public void Dispose() => _writer?.Dispose();
}
