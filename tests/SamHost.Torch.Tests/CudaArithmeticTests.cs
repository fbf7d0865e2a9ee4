using static TorchSharp.torch;

namespace SamHost.Torch.Tests;

public sealed class CudaArithmeticTests
{
    [Fact]
    public unsafe void Convolutions_of_CUDA_are_of_full_precision_and_repeat()
    {
        LibTorch.Load();

        // What is set there is set without a GPU too.
        CudaArithmetic.RequireExactConvolutions();

        var context = (delegate* unmanaged<nint>)LibTorch.FindExport("_ZN2at13globalContextEv")!.Value;
        var isDeterministic = (delegate* unmanaged<nint, byte>)LibTorch.FindExport("_ZNK2at7Context18deterministicCuDNNEv")!.Value;
        Assert.Equal(1, isDeterministic(context()));
        Assert.False(backends.cudnn.allow_tf32);
    }
}
