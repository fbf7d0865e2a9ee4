namespace SamHost.Training;

/// <summary>
/// Where garbage is collected, between steps, so that the runtime hardly ever has to within one. In <c>tensor.pow(2)</c> the 2 becomes a
/// <c>TorchSharp.Scalar</c>, which nothing refers to any more once libtorch is called with its handle: a collection at that moment has its
/// finalizer free it, and libtorch reads what has been freed. That is a matter of microseconds, and of days of training
/// (https://github.com/dotnet/TorchSharp/pull/1434). The program's collections are not concurrent for the same reason: one that large
/// objects begin, such as loaded data, would end within the steps after it.
/// </summary>
internal static class CollectionPoint
{
    // In bytes: what a few small steps take, and a fraction of the 6 MB or more after which the runtime collects by itself; of the 1.6 MB
    // where the processor does not say how large its caches are, as in some virtual machines.
    private static readonly long Allowed = Directory.Exists("/sys/devices/system/cpu/cpu0/cache") ? 1 << 20 : 1 << 17;

    private static long _allocated;

    /// <summary>No call to libtorch is in progress on this thread.</summary>
    public static void Pass()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - Volatile.Read(ref _allocated) < Allowed) return;
        Volatile.Write(ref _allocated, allocated);
        // The second generation too: what has outlived one collection would pile up in the third.
        GC.Collect(1);
    }
}
