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

    /// <summary>Loads libtorch alone.</summary>
    /// <exception cref="UserErrorException">There is no libtorch.</exception>
    public void Load() => LibTorch.Load(options.Value.Library);
}
