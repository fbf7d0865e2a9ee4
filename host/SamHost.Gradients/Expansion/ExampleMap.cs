using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Expansion;

/// <summary>
/// While it lives, operators on wrapped tensors work for each example by itself, all at once, as under PyTorch's vmap: a model sees a batch
/// of one. On this thread, one at a time.
/// </summary>
internal sealed class ExampleMap : IDisposable
{
    private static readonly Lazy<FunctorchLibrary?> Library = new(FindTested);

    private readonly FunctorchLibrary _library;
    private readonly long _batchSize;
    private readonly long _level;
    private readonly List<(Tensor Parameter, Tensor Value, Tensor All)> _replaced = [];
    private readonly List<(Embedding Embedding, Tensor Weight)> _lent = [];

    /// <param name="batchSize">How many examples there are.</param>
    public ExampleMap(long batchSize)
        : this(Library.Value ?? throw new NotSupportedException("This libtorch has no vmap that can be used."), batchSize)
    {
    }

    private ExampleMap(FunctorchLibrary library, long batchSize)
    {
        _library = library;
        _batchSize = batchSize;
        _level = library.Push(batchSize);
    }

    /// <summary>Whether the libtorch in use offers it, and passed a test against single examples.</summary>
    public static bool IsAvailable => Library.Value is not null;

    /// <summary>A tensor of all examples as one example's: [B, ...] looks like [...].</summary>
    public Tensor Wrap(Tensor tensor)
    {
        using var moved = tensor.alias();
        return Tensor.UnsafeCreateTensor(_library.Wrap(moved.Handle, _level));
    }

    /// <summary>The inverse of <see cref="Wrap"/>; what is the same for all examples is repeated for each, without a copy.</summary>
    public Tensor Unwrap(Tensor tensor) => UnwrapVarying(tensor) ?? tensor.unsqueeze(0).expand([_batchSize, .. tensor.shape]);

    /// <summary>The inverse of <see cref="Wrap"/>; null for what is the same for all examples.</summary>
    public Tensor? UnwrapVarying(Tensor tensor)
    {
        var (handle, dimension) = _library.Unwrap(tensor.Handle, _level);
        var unwrapped = Tensor.UnsafeCreateTensor(handle);
        if (dimension is { } at) return at == 0 ? unwrapped : unwrapped.movedim([at], [0]);
        unwrapped.Dispose();
        return null;
    }

    /// <summary>Operators work on tensors of all examples until <see cref="Resume"/>.</summary>
    public void Suspend() => _library.SetActive(false);

    /// <summary>Operators work for each example by itself again.</summary>
    public void Resume() => _library.SetActive(true);

    /// <summary>Until this is disposed, whoever uses the parameter uses a value of each example's own: [B, ...].</summary>
    public void Replace(Tensor parameter, Tensor values)
    {
        var value = Wrap(values).DetachFromDisposeScope();
        Exchange(parameter, value);
        _replaced.Add((parameter, value, values));
    }

    /// <summary>Until this is disposed an embedding hands out what stands for its weight.</summary>
    public void Lend(Embedding embedding)
    {
        var weight = embedding.named_parameters(recurse: false).Single().parameter;
        NativeEmbedding.SetWeight(embedding, weight);
        _lent.Add((embedding, weight));
    }

    /// <summary>What stands for a parameter: [B, ...].</summary>
    public Tensor ValueOf(Tensor parameter) => _replaced.Single(replaced => ReferenceEquals(replaced.Parameter, parameter)).All;

    public void Dispose()
    {
        foreach (var (parameter, value, _) in _replaced)
        {
            Exchange(parameter, value);
            value.Dispose();
        }

        _replaced.Clear();
        foreach (var (embedding, weight) in _lent) NativeEmbedding.SetWeight(embedding, weight);
        _library.Pop();
    }

    // A handle is the address of one pointer to the tensor.
    private static void Exchange(Tensor left, Tensor right)
    {
        var tensor = Marshal.ReadIntPtr(left.Handle);
        Marshal.WriteIntPtr(left.Handle, Marshal.ReadIntPtr(right.Handle));
        Marshal.WriteIntPtr(right.Handle, tensor);
    }

    private static FunctorchLibrary? FindTested()
    {
        try
        {
            return FunctorchLibrary.Find() is { } library && Works(library) ? library : null;
        }
        catch (ExternalException)
        {
            // Another libtorch, which has the names and not the behaviour: there is another way.
            return null;
        }
    }

    /// <summary>Whether a small function with weights of each example's own has the outputs and gradients of single examples.</summary>
    private static bool Works(FunctorchLibrary library)
    {
        using var scope = NewDisposeScope();
        using var _ = enable_grad();
        var inputs = arange(12, ScalarType.Float64).reshape(3, 1, 4).sin();
        var weight = arange(8, ScalarType.Float64).reshape(2, 4).cos();
        var each = (weight.unsqueeze(0) + arange(3, ScalarType.Float64).reshape(3, 1, 1)).requires_grad_();
        var single = each.detach().clone().requires_grad_();
        Tensor outputs;
        using (var map = new ExampleMap(library, 3))
        {
            map.Replace(weight, each);
            outputs = map.Unwrap(Function(map.Wrap(inputs)));
        }

        var expected = stack([.. Enumerable.Range(0, 3).Select(example =>
            nn.functional.linear(inputs[example], single[example]).tanh() * single[example].narrow(0, 0, 1).sum())]);
        return outputs.allclose(expected, 1e-12, 1e-12)
            && autograd.grad([outputs.square().sum()], [each])[0]
                .allclose(autograd.grad([expected.square().sum()], [single])[0], 1e-12, 1e-12);

        Tensor Function(Tensor input) => nn.functional.linear(input, weight).tanh() * weight.narrow(0, 0, 1).sum();
    }
}
