using Microsoft.Extensions.Options;
using SamHost.Configuration;
using static TorchSharp.torch;

namespace SamHost.Torch;

/// <summary>libtorch with the section <c>Torch</c>.</summary>
public sealed class TorchRuntime(IOptions<TorchOptions> options)
{
    /// <summary>Loads libtorch, sets its threads and finds the device.</summary>
    /// <exception cref="UserErrorException">There is no libtorch, or no such device.</exception>
    public Device Open() => TorchDevice.Open(options.Value);

    /// <summary>
    /// Begins to load libtorch beside what else there is to do before it is needed, which takes a quarter of a second less then.
    /// </summary>
    /// <returns>Waits for the end when it is disposed: a process that ends amid the loading of a library may crash.</returns>
    public IDisposable BeginLoading()
    {
        TorchOptions torch;
        try
        {
            torch = options.Value;
        }
        catch (UserErrorException)
        {
            // It is reported with everything else that is wrong.
            return new Loading(null);
        }

        var thread = new Thread(() => TryLoad(torch.Library)) { IsBackground = true, Name = "libtorch" };
        thread.Start();
        return new Loading(thread);
    }

    /// <summary>Loads libtorch alone.</summary>
    /// <exception cref="UserErrorException">There is no libtorch.</exception>
    public void Load() => LibTorch.Load(options.Value.Library);

    private static void TryLoad(string? library)
    {
        try
        {
            LibTorch.Load(library);
        }
        catch (UserErrorException)
        {
            // Whoever needs it tries again, and reports it.
            return;
        }
    }

    private sealed class Loading(Thread? thread) : IDisposable
    {
        public void Dispose() => thread?.Join();
    }
}
