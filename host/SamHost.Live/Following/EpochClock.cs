using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>
/// How long the epochs of a run take, from when its <c>metrics.csv</c> was written to: the file itself holds no times.
/// </summary>
internal sealed class EpochClock
{
    private (int Epochs, DateTime At)? _first;
    private int _epochs;

    /// <summary>The mean duration of an epoch, evaluation included, in seconds; null before anything is known.</summary>
    public double? SecondsAnEpoch { get; private set; }

    /// <summary>Takes notice of rows.</summary>
    /// <param name="epochs">How many epochs are complete.</param>
    /// <param name="written">When the last of them was written, in UTC.</param>
    /// <param name="run">The run's manifest.</param>
    public void Observe(int epochs, DateTime written, RunSummary? run)
    {
        // A run that began anew, or went back to a checkpoint.
        if (epochs < _epochs) _first = null;
        _epochs = epochs;
        _first ??= (epochs, written);
        var (since, start) = _first.Value;
        if (epochs > since) SecondsAnEpoch = (written - start).TotalSeconds / (epochs - since);
        // The epochs before it went on were made by another process, at another time.
        else if (epochs > 0 && run is { IsResumed: false })
            SecondsAnEpoch = (written - run.Started.UtcDateTime).TotalSeconds / epochs;
    }
}
