using System.Security.Cryptography;
using SamHost.Contracts.Data;
using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// The data of one seed, as every optimizer of a study sees them: noisy labels drawn, a validation split taken, all on the run's device.
/// Owns its tensors.
/// </summary>
public sealed class TrainingData : IDisposable
{
    private readonly Dataset _dataset;
    private readonly Lazy<string> _sha256;

    /// <summary>Prepares a data set, which it owns from then on.</summary>
    /// <param name="dataset">The clean data.</param>
    /// <param name="noisyLabels">A given label for each training example.</param>
    /// <param name="validationFraction">The share of the training examples that is set aside: in [0, 1).</param>
    /// <param name="seeds">The seeds of the run.</param>
    /// <param name="device">Where training happens.</param>
    public TrainingData(Dataset dataset, long[] noisyLabels, double validationFraction, SeedSequence seeds, Device device)
    {
        _dataset = dataset;
        _sha256 = new Lazy<string>(ComputeSha256);
        Labels = new TrainingExamples(noisyLabels, dataset.Train.Labels.data<long>().ToArray());
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seeds.Validation, CPU);
        // A split that is asked for has at least one example.
        var validationCount = validationFraction == 0 ? 0 : Math.Max(1, (int)(validationFraction * dataset.Train.Count));
        var order = validationCount == 0
            ? arange(dataset.Train.Count, ScalarType.Int64)
            : randperm(dataset.Train.Count, generator: generator);
        Inputs = dataset.Train.Inputs.to(device).DetachFromDisposeScope();
        GivenLabels = tensor(noisyLabels).to(device).DetachFromDisposeScope();
        TrueLabels = dataset.Train.Labels.to(device).DetachFromDisposeScope();
        TestInputs = dataset.Test.Inputs.to(device).DetachFromDisposeScope();
        TestLabels = dataset.Test.Labels.to(device).DetachFromDisposeScope();
        ValidationIndices = order.narrow(0, 0, validationCount).clone().DetachFromDisposeScope();
        TrainingIndices = order.narrow(0, validationCount, dataset.Train.Count - validationCount).clone().DetachFromDisposeScope();
    }

    /// <summary>What a model needs to know.</summary>
    public DataShape Shape => _dataset.Shape;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => _dataset.ClassNames;

    /// <summary>The shape of an input as a picture: [channels, height, width]; null where it is none.</summary>
    public IReadOnlyList<long>? PictureShape => _dataset.PictureShape;

    /// <summary>The SHA-256 of the clean data: training inputs and labels, test inputs and labels, byte for byte.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>Given and true labels of all training examples, those set aside for validation too.</summary>
    public TrainingExamples Labels { get; }

    /// <summary>All training inputs: [N, ...], on the device.</summary>
    public Tensor Inputs { get; }

    /// <summary>Given labels: int64 [N], on the device.</summary>
    public Tensor GivenLabels { get; }

    /// <summary>True labels: int64 [N], on the device.</summary>
    public Tensor TrueLabels { get; }

    /// <summary>Test inputs, on the device.</summary>
    public Tensor TestInputs { get; }

    /// <summary>Test labels: int64, on the device.</summary>
    public Tensor TestLabels { get; }

    /// <summary>The examples that are trained on: int64, on the CPU.</summary>
    public Tensor TrainingIndices { get; }

    /// <summary>The examples set aside: int64, on the CPU; empty without a validation split.</summary>
    public Tensor ValidationIndices { get; }

    public void Dispose()
    {
        foreach (var tensor in new[] { Inputs, GivenLabels, TrueLabels, TestInputs, TestLabels, TrainingIndices, ValidationIndices })
            tensor.Dispose();
        _dataset.Dispose();
    }

    private string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in new[] { _dataset.Train.Inputs, _dataset.Train.Labels, _dataset.Test.Inputs, _dataset.Test.Labels })
        {
            using var contiguous = tensor.contiguous();
            hash.AppendData(contiguous.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
