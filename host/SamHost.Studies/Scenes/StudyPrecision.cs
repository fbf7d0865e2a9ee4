using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Precision;
using SamHost.Torch;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>What a study computes with: <c>Torch:Precision</c>.</summary>
internal static class StudyPrecision
{
    /// <summary>What models are trained and evaluated in.</summary>
    /// <exception cref="UserErrorException">The libtorch that is loaded cannot.</exception>
    public static ComputePrecision Of(TorchOptions torch, Device device)
    {
        if (torch.Precision == TorchPrecision.Float64) return ComputePrecision.Float64;
        if (torch.Precision == TorchPrecision.Float32) return ComputePrecision.Float32;
        OneDnn.TryBFloat16(device);
        try
        {
            return ComputePrecision.BFloat16(device);
        }
        catch (ComponentException e)
        {
            throw new UserErrorException($"Torch:Precision: {e.Message}");
        }
    }
}
