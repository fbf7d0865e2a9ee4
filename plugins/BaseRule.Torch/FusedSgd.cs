using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>
/// libtorch's fused SGD, which goes over memory once instead of four times. It is in no API of TorchSharp's; a script reaches it.
/// </summary>
internal static class FusedSgd
{
    // On a processor the numbers after the last whole vectors are rounded in another way than by the operators that it stands in for.
    private const int WholeVectors = 32;

    private static readonly Lazy<jit.CompilationUnit?> Script = new(Compile);

    /// <summary>
    /// Whether it does to a parameter, to the bit, what the single operators do. It does not see how tensors lie in memory.
    /// </summary>
    public static bool Takes(Parameter parameter, Tensor direction) =>
        Script.Value is not null && parameter.device_type == DeviceType.CPU && parameter.dtype is ScalarType.Float32 or ScalarType.Float64
            && parameter.numel() % WholeVectors == 0 && parameter.is_contiguous() && direction.is_contiguous();

    /// <summary>Updates parameters in place, from their directions and momentum; without momentum there are no buffers.</summary>
    public static void Update(Tensor[] parameters, Tensor[] directions, Tensor[] buffers, double learningRate, SgdOptions options) =>
        Script.Value!.invoke(
            "update", parameters, directions, buffers, learningRate, options.Momentum, options.WeightDecay, options.Nesterov);

    private static jit.CompilationUnit? Compile()
    {
        try
        {
            return jit.compile(
                """
                def update(
                        parameters: List[Tensor], directions: List[Tensor], buffers: List[Tensor],
                        rate: float, momentum: float, decay: float, nesterov: bool) -> int:
                    torch._fused_sgd_(
                        parameters, directions, buffers, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, nesterov=nesterov,
                        maximize=False, is_first_step=False, grad_scale=None, found_inf=None)
                    return 0

                """);
        }
        catch (ExternalException)
        {
            // Another libtorch may have none.
            return null;
        }
    }
}
