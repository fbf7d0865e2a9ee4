using System.Diagnostics;
using SamHost.Runs.Ownership;

namespace SamHost.Slurm;

/// <summary>
/// Whether a run's owner is heard of, for whoever only looks: without a file of one's own, the file server's clock is not known. So a
/// heartbeat that is recent by this machine's clock counts, and so does one that has changed while we looked.
/// </summary>
internal sealed class Liveness
{
    private readonly Dictionary<string, (DateTime Last, long Changed)> _seen = [];

    /// <summary>Whether it is.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="owner">The owner.</param>
    public bool Of(string folder, RunOwner owner)
    {
        if (Heartbeat.Last(folder) is not { } last) return false;
        // 0: it was there when we came.
        var changed = !_seen.TryGetValue(folder, out var seen) ? 0 : seen.Last == last ? seen.Changed : Stopwatch.GetTimestamp();
        _seen[folder] = (last, changed);
        return DateTime.UtcNow - last < owner.LostAfter || (changed != 0 && Stopwatch.GetElapsedTime(changed) < owner.LostAfter);
    }
}
