using SamHost.Contracts.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Precision;

/// <summary>The types of numbers that a model is trained and evaluated in.</summary>
public sealed class ComputePrecision
{
    private readonly DeviceType? _castsOn;

    private ComputePrecision(ScalarType type, DeviceType? castsOn = null) => (Type, _castsOn) = (type, castsOn);

    /// <summary>Single precision.</summary>
    public static ComputePrecision Float32 { get; } = new(ScalarType.Float32);

    /// <summary>Double precision.</summary>
    public static ComputePrecision Float64 { get; } = new(ScalarType.Float64);

    /// <summary>
    /// Weights, losses, logit scales and norms in single precision; matrix products and convolutions of numbers that are cast to bfloat16,
    /// as by PyTorch's autocast.
    /// </summary>
    /// <param name="device">Where the model is.</param>
    /// <exception cref="ComponentException">The libtorch that is loaded has no autocast.</exception>
    public static ComputePrecision BFloat16(Device device) => Autocast.IsAvailable
        ? new ComputePrecision(ScalarType.Float32, device.type)
        : throw new ComponentException("The libtorch that is loaded has no autocast, which bfloat16 needs.");

    /// <summary>What <c>Torch:Precision</c> calls it.</summary>
    public string Name => Casts ? nameof(ScalarType.BFloat16) : Type.ToString();

    /// <summary>The type of weights, inputs, logits, losses and norms.</summary>
    public ScalarType Type { get; }

    /// <summary>Whether matrix products and convolutions are cast to fewer bits.</summary>
    public bool Casts => _castsOn is not null;

    /// <summary>The same without casts.</summary>
    public ComputePrecision WithoutCasts => Casts ? Float32 : this;

    /// <summary>Runs a model on inputs.</summary>
    /// <returns>Its output, in <see cref="Type"/>. It belongs to the current dispose scope.</returns>
    public Tensor Run(nn.Module<Tensor, Tensor> model, Tensor inputs)
    {
        using var casts = BeginCasts();
        return Autocast.Whole(model.call(inputs));
    }

    /// <summary>
    /// Inputs as the model takes them: as they are, but for double precision, which all have that are no tokens or the like. They belong to
    /// the current dispose scope.
    /// </summary>
    public Tensor Inputs(Tensor inputs) => Type == ScalarType.Float64 && inputs.is_floating_point() ? inputs.to(Type) : inputs.alias();

    /// <summary>The inverse: as the model takes them that its builder has returned. They belong to the current dispose scope.</summary>
    public Tensor InputsAsBuilt(Tensor inputs) =>
        Type == ScalarType.Float64 && inputs.is_floating_point() ? inputs.to(ScalarType.Float32) : inputs.alias();

    /// <summary>Gives a new model weights and other numbers of double precision, where that is asked for.</summary>
    /// <exception cref="ComponentException">Two of its layers share a weight, which they would no longer do.</exception>
    public void Convert(nn.Module model)
    {
        if (Type != ScalarType.Float64) return;
        try
        {
            model.to(Type);
        }
        catch (InvalidOperationException e)
        {
            // TorchSharp has disposed the weight that the second of them is to convert.
            throw new ComponentException($"its weights do not become {Type}, which a model in which layers share a weight cannot.", e);
        }
    }

    /// <summary>Casts on this thread until what is returned is disposed; null where nothing is cast.</summary>
    internal IDisposable? BeginCasts() => _castsOn is { } device ? Autocast.Begin(device) : null;
}
