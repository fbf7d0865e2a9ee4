using System.Text.Json.Nodes;

namespace SamHost.Runs;

/// <summary>
/// How long the steps of an epoch take where nothing disturbs them: the median over the epochs after the first of the process, which holds
/// what starts up, and without those whose steps do more than train. Evaluation and observers are not of it.
/// </summary>
/// <param name="isDisturbed">Whether the steps of an epoch do more than train, since they record weights.</param>
internal sealed class EpochTimes(Func<int, bool> isDisturbed)
{
    private readonly List<double> _seconds = [];
    private double _own;
    private bool _isWarm;

    /// <summary>A step was taken.</summary>
    /// <param name="duration">The time that the optimizer took for it.</param>
    public void AddStep(TimeSpan duration) => _own += duration.TotalSeconds;

    /// <summary>An epoch ended.</summary>
    public void EndEpoch(int epoch)
    {
        if (_isWarm && !isDisturbed(epoch)) _seconds.Add(_own);
        (_isWarm, _own) = (true, 0);
    }

    /// <summary>
    /// As a manifest holds it: <c>secondsAnEpoch</c>, null where there is no such epoch, and how many <c>epochs</c> were timed.
    /// </summary>
    public JsonObject ToJson()
    {
        var sorted = _seconds.Order().ToList();
        return new JsonObject
        {
            ["secondsAnEpoch"] = sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2,
            ["epochs"] = sorted.Count,
        };
    }
}
