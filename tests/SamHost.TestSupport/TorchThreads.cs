using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>Gives torch a number of threads until it is disposed: results are the same, bit for bit, for the same number only.</summary>
internal sealed class TorchThreads : IDisposable
{
    private readonly int _before = get_num_threads();

    public TorchThreads(int count) => set_num_threads(count);

    public void Dispose() => set_num_threads(_before);
}
