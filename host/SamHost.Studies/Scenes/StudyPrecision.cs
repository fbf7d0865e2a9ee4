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
        try
        {
            return torch.Precision switch
            {
                TorchPrecision.Float64 => ComputePrecision.Float64,
                TorchPrecision.BFloat16 => ComputePrecision.BFloat16(device),
                _ => ComputePrecision.Float32,
            };
        }
        catch (ComponentException e)
        {
            throw new UserErrorException($"Torch:Precision: {e.Message}");
        }
    }
}
