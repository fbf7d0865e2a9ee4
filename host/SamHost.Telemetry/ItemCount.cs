namespace SamHost.Telemetry;

/// <summary>Items of one signal, counted from any thread.</summary>
internal sealed class ItemCount
{
    private long _made;
    private long _exported;

    public long Made => Interlocked.Read(ref _made);

    public long Exported => Interlocked.Read(ref _exported);

    public void Make(long count = 1) => Interlocked.Add(ref _made, count);

    public void Export(long count = 1) => Interlocked.Add(ref _exported, count);
}
