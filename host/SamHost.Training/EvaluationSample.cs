using SamHost.Contracts.Training;
using SamHost.Training.Inputs;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A small evaluation, to rehearse metrics on before training.</summary>
public static class EvaluationSample
{
    private const long Size = 64;

    /// <summary>What a model gives for a few examples of each part of its data, to rehearse metrics on.</summary>
    /// <param name="model">The model, in evaluation mode, without gradients; borrowed.</param>
    /// <param name="data">The data; borrowed.</param>
    /// <returns>Its tensors belong to the caller's scope.</returns>
    public static EvaluatedModel Of(nn.Module<Tensor, Tensor> model, TrainingData data)
    {
        var isSplit = data.ValidationIndices.shape[0] > 0;
        return new EvaluatedModel
        {
            Model = model,
            Test = Part(data.TestInputs, arange(data.TestLabels.shape[0], ScalarType.Int64), data.TestLabels, data.TestLabels),
            Training = Part(data.Inputs, data.TrainingIndices, data.GivenLabels, data.TrueLabels),
            Validation = isSplit ? Part(data.Inputs, data.ValidationIndices, data.GivenLabels, data.TrueLabels) : null,
            ClassNames = data.ClassNames,
        };

        EvaluatedExamples Part(IExampleInputs inputs, Tensor all, Tensor given, Tensor truth)
        {
            var count = Math.Min(Math.Min(Size, data.LargestPass), all.shape[0]);
            // Evenly over all of them, since examples may be sorted by class.
            var spread = Enumerable.Range(0, (int)count).Select(i => i * all.shape[0] / count).ToArray();
            var places = all.index_select(0, tensor(spread));
            using var feed = inputs.Feed(places, count);
            var there = places.to(given.device);
            var logits = data.Precision.Run(model, feed.Next());
            return new EvaluatedExamples(logits, given.index_select(0, there), truth.index_select(0, there));
        }
    }
}
