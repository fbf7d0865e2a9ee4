using System.Diagnostics;

namespace SamHost.Telemetry;

/// <summary>
/// A trace that stays small enough for its viewers: before it grows over the budget, its root ends, and the rest goes on under the root
/// of another trace. (Jaeger's page is very slow above 2,000 spans; Tempo takes 5 MB a trace.)
/// </summary>
/// <param name="startRoot">Starts the root of a part; null where tracing is off.</param>
/// <param name="time">The clock.</param>
internal sealed class BudgetedTrace(Func<int, Activity?> startRoot, TimeProvider time)
{
    public const int MaxSpans = 2_000;
    public const long MaxBytes = 2_500_000;

    /// <summary>The root itself, with its attributes, rows of examples and link.</summary>
    public const long RootBytes = 2_500;

    private Activity? _root;
    private int _part;
    private int _spans;
    private long _bytes;

    /// <summary>The root of the current part; null where tracing is off, or before the first span was prepared.</summary>
    public Activity? Root => _root;

    /// <summary>The number of parts.</summary>
    public int Parts => _part;

    /// <summary>Continues in another trace if a group of spans does not fit into this one, but would into an empty one.</summary>
    public void Prepare(int spans, long bytes)
    {
        if (_part == 0) Next();
        var fitsAnEmptyOne = spans < MaxSpans && bytes + RootBytes <= MaxBytes;
        if (fitsAnEmptyOne && !Fits(spans, bytes)) Next();
    }

    /// <summary>Takes room for one span.</summary>
    /// <returns>The root to be its parent, if the trace had to be left for another; else null, and the parent is the caller's
    /// choice.</returns>
    public Activity? Take(long bytes)
    {
        var moved = Fits(1, bytes) ? null : Next();
        _spans++;
        _bytes += bytes;
        return moved;
    }

    /// <summary>Ends the trace.</summary>
    public void End()
    {
        _root?.Stop();
        _root = null;
    }

    // Where tracing is off, nothing grows.
    private bool Fits(int spans, long bytes) => _root is null || (_spans + spans <= MaxSpans && _bytes + bytes <= MaxBytes);

    private Activity? Next()
    {
        if (_root is { IsStopped: false }) _root.SetEndTime(time.GetUtcNow().UtcDateTime);
        _root?.Stop();
        (_spans, _bytes) = (1, RootBytes);
        return _root = startRoot(++_part);
    }
}
