using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Gradients.Precision;
using SamHost.Plugins.Calls;
using SamHost.Studies.Execution;
using SamHost.Studies.Folds;
using SamHost.Studies.Plans;
using SamHost.Training;
using static SamHost.Training.TensorCheck;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Loads the data that the runs of one seed share.</summary>
/// <param name="plan">The plan.</param>
/// <param name="device">Where runs train.</param>
/// <param name="precision">What runs compute with.</param>
/// <param name="workingDirectory">Where relative paths of components start.</param>
/// <param name="services">What components may ask for.</param>
internal sealed class SeedData(
    StudyPlan plan, Device device, ComputePrecision precision, string workingDirectory, IServiceProvider services)
{
    /// <summary>Loads the data of a seed and draws their noise; the caller disposes them.</summary>
    public TrainingData Load(SeedSequence seeds)
    {
        // Before they are read: whoever writes to them from now on makes them others than these.
        var stamp = NamedFiles.Stamp(plan, workingDirectory);
        var dataset = plan.Dataset.Use<IDatasetLoader, Dataset>(
            services,
            nameof(IDatasetLoader.Load),
            loader =>
                loader.Load(new DatasetRequest(seeds.Data, workingDirectory))
                    ?? throw new InvalidOperationException("it returned no data set."),
            data => Require(Tensors(data).All(IsThere), "it disposed examples that it returned, which are no longer its own."));
        var logger = ((ILoggerFactory)services.GetService(typeof(ILoggerFactory))!).CreateLogger<TrainingData>();
        TrainingData data;
        try
        {
            var (labels, areCorrections) = DrawNoise(dataset, seeds);
            (dataset, labels) = LeftOutExamples.Remove(dataset, labels);
            if (plan.Study.Fold is { } fold) (dataset, labels) = FoldedData.Of(dataset, labels, areCorrections, fold, seeds);
            var validation = plan.Study.EarlyStopping?.ValidationFraction;
            if (validation * dataset.Train.Count < 1)
                throw new UserErrorException(
                    $"Study:EarlyStopping:ValidationFraction: {validation} of {dataset.Train.Count} training examples is less than one; "
                        + "give a larger share.");
            data = new TrainingData(dataset, labels, areCorrections, validation ?? 0, seeds, device, plan.Dataset.Title, logger, precision)
            {
                FilesStamp = stamp,
            };
        }
        catch (Exception)
        {
            PluginCall.Release(plan.Dataset.Title, dataset, logger);
            throw;
        }

        try
        {
            // A reader that cannot read says so here, where it is the data set's fault.
            if (dataset.Train.Reader is not null) plan.Dataset.Call(nameof(IInputReader.Read), () => data.InputOf(0).Dispose());
            return data;
        }
        catch (Exception)
        {
            data.Dispose();
            throw;
        }
    }

    private (long[] Labels, bool AreCorrections) DrawNoise(Dataset dataset, SeedSequence seeds)
    {
        using var generator = new Generator((ulong)seeds.Noise, CPU);
        var request = new NoiseRequest
        {
            Labels = (dataset.Train.GivenLabels ?? dataset.Train.Labels).data<long>().ToArray(),
            Examples = dataset.Train,
            ClassNames = dataset.ClassNames,
            Generator = generator,
            BaseDirectory = workingDirectory,
        };
        return plan.Noise.Use<ILabelNoise, (long[] Labels, bool AreCorrections)>(
            services, nameof(ILabelNoise.Corrupt),
            noise => (noise.Corrupt(request) ?? throw new InvalidOperationException("it returned no labels."), noise.AreCorrections),
            drawn =>
        {
            var labels = drawn.Labels;
            Require(Tensors(dataset).All(IsThere), "it disposed the inputs, which are not its own.");
            Require(labels.Length == dataset.Train.Count, $"it returned {labels.Length} labels for {dataset.Train.Count} examples.");
            Require(labels.All(label => label == ILabelNoise.LeftOut || (label >= 0 && label < dataset.ClassNames.Count)),
                $"it returned a label outside 0 to {dataset.ClassNames.Count - 1}.");
            Require(labels.Any(label => label != ILabelNoise.LeftOut), "it left out every training example.");
        });
    }

    private static Tensor[] Tensors(Dataset dataset) =>
        [.. new[] { dataset.Train, dataset.Test }.SelectMany(Tensors)];

    private static Tensor[] Tensors(Examples examples) =>
        [.. new[] { examples.Reader is null ? examples.Inputs : null, examples.Labels, examples.GivenLabels }.OfType<Tensor>()];
}
