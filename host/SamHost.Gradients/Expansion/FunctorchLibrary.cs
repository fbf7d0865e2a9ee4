using System.Runtime.InteropServices;

namespace SamHost.Gradients.Expansion;

/// <summary>
/// What PyTorch's <c>torch.func.vmap</c> stands on in libtorch, which TorchSharp does not offer: Linux on x86-64 (Itanium C++ ABI), found
/// by name in the libtorch that is loaded. A class with a destructor goes by reference and comes back through a pointer.
/// </summary>
internal sealed unsafe class FunctorchLibrary
{
    // Of at::functorch: TransformType::Vmap, and RandomnessType::Different in a std::optional.
    private const int Vmap = 1;
    private const long DifferentRandomness = (1L << 32) | 2;

    // More than an at::functorch::DynamicLayer has. It owns one object, a std::shared_ptr<bool> at this word.
    private const int LayerWords = 128;
    private const int Alive = 5;

    private readonly delegate* unmanaged<int, OptionalNumber*, long, long, long, long, long> _push;
    private readonly delegate* unmanaged<nint*, nint*> _pop;
    private readonly delegate* unmanaged<byte, void> _setActive;
    private readonly delegate* unmanaged<nint*, nint, long, long, nint> _wrap;
    private readonly delegate* unmanaged<Unwrapped*, nint, long, nint> _unwrap;

    private readonly delegate* unmanaged<nint, void> _release;

    private FunctorchLibrary(nint push, nint pop, nint setActive, nint wrap, nint unwrap, nint release)
    {
        _push = (delegate* unmanaged<int, OptionalNumber*, long, long, long, long, long>)push;
        _pop = (delegate* unmanaged<nint*, nint*>)pop;
        _setActive = (delegate* unmanaged<byte, void>)setActive;
        _wrap = (delegate* unmanaged<nint*, nint, long, long, nint>)wrap;
        _unwrap = (delegate* unmanaged<Unwrapped*, nint, long, nint>)unwrap;
        _release = (delegate* unmanaged<nint, void>)release;
    }

    /// <summary>The functions of the libtorch that is loaded; null where it does not have them.</summary>
    public static FunctorchLibrary? Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        // The one in use has this name already.
        return NativeLibrary.TryLoad("libtorch_cpu.so", out var library)
            && Find(
                "23initAndPushDynamicLayerENS0_13TransformTypeESt8optionalIN3c106SymIntEES2_INS0_14RandomnessTypeEES2_IbES8_S8_")
                is var push
            && Find("32popDynamicLayerAndDeleteMetadataEv") is var pop
            && Find("36setDynamicLayerFrontBackKeysIncludedEb") is var setActive
            && Find("11makeBatchedENS_6TensorEll") is var wrap
            && Find("19unwrapTensorAtLevelERKNS_6TensorEl") is var unwrap
            && push != 0 && pop != 0 && setActive != 0 && wrap != 0 && unwrap != 0
                ? new FunctorchLibrary(
                    push, pop, setActive, wrap, unwrap,
                    Export("_ZNSt16_Sp_counted_baseILN9__gnu_cxx12_Lock_policyE2EE10_M_releaseEv"))
                : null;

        nint Find(string name) => Export($"_ZN2at9functorch{name}");
        nint Export(string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address : 0;
    }

    /// <summary>Begins a level of vmap on this thread.</summary>
    /// <param name="batchSize">How many examples there are.</param>
    /// <returns>The level.</returns>
    public long Push(long batchSize)
    {
        var size = new OptionalNumber { Value = batchSize, HasValue = 1 };
        return _push(Vmap, &size, DifferentRandomness, 0, 0, 0);
    }

    /// <summary>Ends the level begun last.</summary>
    public void Pop()
    {
        var layer = stackalloc nint[LayerWords];
        _pop(layer);
        // Nothing exports the layer's destructor. A shared_ptr is an object and its counts, which here lie before it, 16 bytes long.
        var (alive, counts) = (layer[Alive], layer[Alive + 1]);
        if (_release != null && alive == counts + 16) _release(counts);
    }

    /// <summary>Whether operators look for levels of vmap.</summary>
    public void SetActive(bool isActive) => _setActive(isActive ? (byte)1 : (byte)0);

    /// <summary>Marks the first dimension of a tensor as that of the examples, which operators then do not see.</summary>
    /// <param name="tensor">A handle, which is empty afterwards.</param>
    /// <param name="level">The level.</param>
    /// <returns>A new handle.</returns>
    public nint Wrap(nint tensor, long level)
    {
        var result = NewHandle();
        _wrap(result, tensor, 0, level);
        return (nint)result;
    }

    /// <summary>The tensor with its examples.</summary>
    /// <param name="tensor">A handle. Borrowed.</param>
    /// <param name="level">The level.</param>
    /// <returns>A new handle, and the dimension of the examples; null where the tensor is the same for all.</returns>
    public (nint Tensor, long? Dimension) Unwrap(nint tensor, long level)
    {
        Unwrapped unwrapped = default;
        _unwrap(&unwrapped, tensor, level);
        var result = NewHandle();
        *result = unwrapped.Tensor;
        return ((nint)result, unwrapped.Dimension.HasValue == 0 ? null : unwrapped.Dimension.Value);
    }

    // An at::Tensor is one pointer. TorchSharp deletes it, which here is free().
    private static nint* NewHandle() => (nint*)NativeMemory.AllocZeroed((nuint)sizeof(nint));

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct OptionalNumber
    {
        public long Value;
        public byte HasValue;
    }

    // A std::tuple begins with its last element.
    private struct Unwrapped
    {
        public OptionalNumber Dimension;
        public nint Tensor;
    }
}
