using static TorchSharp.torch;

namespace SamHost.Torch;

/// <summary>How CUDA's libraries compute convolutions: in full single precision, and by the same algorithm each time.</summary>
internal static unsafe class CudaArithmetic
{
    /// <summary>Turns off what PyTorch does otherwise: numbers of 19 bits (TF32), and algorithms that add in no fixed order.</summary>
    public static void RequireExactConvolutions()
    {
        // Per-example gradients are held to the loop's, to which 10 significant bits are wrong.
        backends.cudnn.allow_tf32 = false;
        // at::globalContext().setDeterministicCuDNN(true), which TorchSharp does not have.
        if (LibTorch.FindExport("_ZN2at13globalContextEv") is { } context
            && LibTorch.FindExport("_ZN2at7Context21setDeterministicCuDNNEb") is { } set)
            ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), 1);
    }
}
