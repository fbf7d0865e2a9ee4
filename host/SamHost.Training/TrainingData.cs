using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Contracts.Data;
using SamHost.Contracts.Training;
using SamHost.Gradients.Precision;
using SamHost.Plugins.Calls;
using SamHost.Training.Inputs;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// The data of one seed, as every optimizer of a study sees them: noisy labels drawn, a validation split taken, on the run's device where
/// they are in memory. Owns its tensors.
/// </summary>
public sealed class TrainingData : IDisposable
{
    private readonly Dataset _dataset;
    private readonly string? _title;
    private readonly ILogger _logger;
    private readonly Lazy<string> _sha256;

    /// <summary>Prepares a data set, which it owns from then on.</summary>
    /// <param name="dataset">The clean data.</param>
    /// <param name="noisyLabels">A given label for each training example.</param>
    /// <param name="areCorrections">Whether these mend the labels of the data set, and not spoil them.</param>
    /// <param name="validationFraction">The share of the training examples that is set aside: in [0, 1).</param>
    /// <param name="seeds">The seeds of the run.</param>
    /// <param name="device">Where training happens.</param>
    /// <param name="title">What messages call the data set; null where it is the host's own.</param>
    /// <param name="logger">Warns where a reader fails when it is disposed.</param>
    /// <param name="precision">The type of the inputs' numbers, and what a model runs in; <c>Float32</c> by default.</param>
    public TrainingData(
        Dataset dataset, long[] noisyLabels, bool areCorrections, double validationFraction, SeedSequence seeds, Device device,
        string? title = null, ILogger? logger = null, ComputePrecision? precision = null)
    {
        (_dataset, _title, _logger, Device) = (dataset, title, logger ?? NullLogger.Instance, device);
        Precision = precision ?? ComputePrecision.Float32;
        // A read that fails once may succeed later.
        _sha256 = new Lazy<string>(ComputeSha256, LazyThreadSafetyMode.PublicationOnly);
        var labels = dataset.Train.Labels.data<long>().ToArray();
        // Where nobody vouches for the labels, noise that is drawn says that they are to be taken as right.
        IsTruthKnown = dataset.Train.AreLabelsVerified || (!areCorrections && !noisyLabels.AsSpan().SequenceEqual(labels));
        Labels = new TrainingExamples(noisyLabels, IsTruthKnown ? labels : null) { Ids = dataset.Train.Source.Ids };
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seeds.Validation, CPU);
        // A split that is asked for has at least one example.
        var validationCount = validationFraction == 0 ? 0 : Math.Max(1, (int)(validationFraction * dataset.Train.Count));
        var order = validationCount == 0
            ? arange(dataset.Train.Count, ScalarType.Int64)
            : randperm(dataset.Train.Count, generator: generator);
        Inputs = ExampleInputs.Of(dataset.Train, device, Precision, title);
        GivenLabels = tensor(noisyLabels).to(device).DetachFromDisposeScope();
        TrueLabels = IsTruthKnown
            ? dataset.Train.Labels.to(device).DetachFromDisposeScope()
            : tensor(noisyLabels).to(device).DetachFromDisposeScope();
        TestInputs = ExampleInputs.Of(dataset.Test, device, Precision, title);
        TestLabels = dataset.Test.Labels.to(device).DetachFromDisposeScope();
        ValidationIndices = order.narrow(0, 0, validationCount).clone().DetachFromDisposeScope();
        TrainingIndices = order.narrow(0, validationCount, dataset.Train.Count - validationCount).clone().DetachFromDisposeScope();
    }

    /// <summary>Where training happens.</summary>
    public Device Device { get; }

    /// <summary>The type of the inputs' numbers, and what a model runs in.</summary>
    public ComputePrecision Precision { get; }

    /// <summary>What a model needs to know.</summary>
    public DataShape Shape => _dataset.Shape;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => _dataset.ClassNames;

    /// <summary>The shape of an input as a picture: [channels, height, width]; null where it is none.</summary>
    public IReadOnlyList<long>? PictureShape => _dataset.PictureShape;

    /// <summary>
    /// The SHA-256 of the clean data: training inputs and labels, test inputs and labels, byte for byte, in memory or not.
    /// </summary>
    public string Sha256 => _sha256.Value;

    /// <summary>Given and true labels of all training examples, those set aside for validation too.</summary>
    public TrainingExamples Labels { get; }

    /// <summary>All training inputs.</summary>
    public IExampleInputs Inputs { get; }

    /// <summary>Given labels: int64 [N], on the device.</summary>
    public Tensor GivenLabels { get; }

    /// <summary>True labels: int64 [N], on the device; the given ones where the truth is unknown.</summary>
    public Tensor TrueLabels { get; }

    /// <summary>Whether it is known which labels are wrong.</summary>
    public bool IsTruthKnown { get; }

    /// <summary>Who the test examples are.</summary>
    public ExampleSource TestSource => _dataset.Test.Source;

    /// <summary>The ids of the test examples.</summary>
    public IReadOnlyList<string> TestIds => TestSource.Ids;

    /// <summary>The labels that the test examples were given; the true ones where nothing says otherwise.</summary>
    public IReadOnlyList<long> TestGivenLabels => (_dataset.Test.GivenLabels ?? _dataset.Test.Labels).data<long>().ToArray();

    /// <summary>The labels that the test examples are tested by.</summary>
    public IReadOnlyList<long> TestTrueLabels => _dataset.Test.Labels.data<long>().ToArray();

    /// <summary>A hash of the user's files as they were before they were read; null where no option names one.</summary>
    public string? FilesStamp { get; init; }

    /// <summary>Whether all training inputs are in memory.</summary>
    public bool AreInputsHeld => _dataset.Train.Reader is null;

    /// <summary>How the data set prepared its inputs; null where it does not say.</summary>
    public JsonObject? InputPreparation => _dataset.InputPreparation;

    /// <summary>What a person should know of how the data were read.</summary>
    public IReadOnlyList<string> Notes => _dataset.Notes;

    /// <summary>The training examples as rows of a table; null where they are none.</summary>
    public IExampleCells? Cells => _dataset.Train.Source.Cells;

    /// <summary>The test examples as rows of a table; null where they are none.</summary>
    public IExampleCells? TestCells => _dataset.Test.Source.Cells;

    /// <summary>Test inputs.</summary>
    public IExampleInputs TestInputs { get; }

    /// <summary>Test labels: int64, on the device.</summary>
    public Tensor TestLabels { get; }

    /// <summary>The examples that are trained on: int64, on the CPU.</summary>
    public Tensor TrainingIndices { get; }

    /// <summary>The examples set aside: int64, on the CPU; empty without a validation split.</summary>
    public Tensor ValidationIndices { get; }

    /// <summary>How many examples pass at once beside training: of inputs that are read, no more than a few megabytes of them.</summary>
    public int LargestPass => _dataset.Train.Reader is null && _dataset.Test.Reader is null
        ? int.MaxValue
        : ExampleInputs.LargestPass(Shape.InputShape);

    /// <summary>How many values one batch may have: those that are read go by way of one span of memory.</summary>
    public long LargestRead => _dataset.Train.Reader is null ? long.MaxValue : int.MaxValue / sizeof(float);

    /// <summary>The input of one training example: [1, ...], on the device; the caller owns it.</summary>
    public Tensor InputOf(long index) => Read(Inputs, index);

    /// <summary>The input of one test example: [1, ...], on the device; the caller owns it.</summary>
    public Tensor TestInputOf(long index) => Read(TestInputs, index);

    public void Dispose()
    {
        foreach (var part in new IDisposable[]
            { Inputs, GivenLabels, TrueLabels, TestInputs, TestLabels, TrainingIndices, ValidationIndices }) part.Dispose();
        if (_title is null) _dataset.Dispose();
        else PluginCall.Release(_title, _dataset, _logger);
    }

    private static Tensor Read(IExampleInputs inputs, long index)
    {
        using var places = tensor([index]);
        using var feed = inputs.Feed(places, 1);
        return feed.Next();
    }

    private string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var examples in new[] { _dataset.Train, _dataset.Test })
        {
            if (examples.Reader is null) Append(examples.Inputs);
            else AppendInputs(examples);
            Append(examples.Labels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(Tensor tensor)
        {
            using var contiguous = tensor.contiguous();
            hash.AppendData(contiguous.bytes);
        }

        void AppendInputs(Examples examples)
        {
            using var places = arange(examples.Count, ScalarType.Int64);
            using var inputs = new ReadInputs(new NamedPart<IInputReader>(examples.Reader!, _title), CPU, ComputePrecision.Float32);
            using var feed = inputs.Feed(places, LargestPass);
            for (var start = 0; start < examples.Count; start += LargestPass)
            {
                using var batch = feed.Next();
                Append(batch);
            }
        }
    }
}
