using SamHost.Contracts.Suspects;
using SamHost.Plugins.Calls;

namespace SamHost.Commands;

/// <summary>A suspect score whose calls name it, and whose results are checked.</summary>
/// <param name="score">The score; owned.</param>
/// <param name="title">What messages call it.</param>
internal sealed class CheckedScore(ISuspectScore score, string title) : ISuspectScore, IDisposable
{
    public bool IsEarly => PluginCall.Make(title, nameof(IsEarly), () => score.IsEarly);

    public bool LowIsSuspicious => PluginCall.Make(title, nameof(LowIsSuspicious), () => score.LowIsSuspicious);

    public double[]? Add(RecordedEpoch epoch) => PluginCall.Make(title, nameof(Add), () =>
    {
        var scores = score.Add(epoch);
        return scores is null || scores.Length == epoch.Indices.Length
            ? scores
            : throw new InvalidOperationException($"it gave {scores.Length} numbers for {epoch.Indices.Length} examples.");
    });

    public void Dispose()
    {
        if (score is IDisposable disposable) PluginCall.Make(title, nameof(Dispose), disposable.Dispose);
    }
}
