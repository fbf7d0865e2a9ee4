using System.Diagnostics;
using System.Globalization;
using SamHost.Contracts.Training;
using SamHost.Runs.Results;

namespace SamHost.Studies.Progress;

/// <summary>A run's progress: epoch, loss, test accuracy, examples a second, time left.</summary>
internal sealed class RunProgress(TrainingRun run)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _training = new();
    private long _examples;
    private long _steps = run.StartStep;

    /// <summary>The epochs that are complete.</summary>
    public int Epoch { get; private set; }

    /// <summary>How much of the run is done: 0 to 1.</summary>
    public double Fraction => (double)_steps / ((long)run.StepsPerEpoch * run.Epochs);

    /// <summary>What was done of it before an interruption.</summary>
    private double Start => (double)run.StartStep / ((long)run.StepsPerEpoch * run.Epochs);

    private double? Loss { get; set; }

    private double? TestAccuracy { get; set; }

    public void EpochStarting() => _training.Start();

    public void StepCompleted(StepCompleted step)
    {
        _steps++;
        _examples += step.Batch.Size;
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        _training.Stop();
        Epoch = epoch.Epoch;
        Loss = epoch.TrainLoss;
        TestAccuracy = epoch.Evaluation?.TestAccuracy ?? TestAccuracy;
    }

    /// <summary>The numbers in one line.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}/{run.Epochs}"),
        Loss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:0.000}") : null,
        TestAccuracy is { } accuracy ? $"test {Percent.Of(accuracy)}" : null,
        string.Create(CultureInfo.InvariantCulture, $"{_examples / Math.Max(_training.Elapsed.TotalSeconds, 1e-3):#,0} examples/s"),
        Fraction < 1 && Fraction > Start ? $"{Duration.Of(_clock.Elapsed * ((1 - Fraction) / (Fraction - Start)))} left" : null,
    }.OfType<string>());
}
