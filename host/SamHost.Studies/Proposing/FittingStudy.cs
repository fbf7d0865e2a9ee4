using System.Text.Json.Nodes;
using SamHost.Training;

namespace SamHost.Studies.Proposing;

/// <summary>
/// Chooses model, batch size and epochs for data of a size: those of the shipped studies of such data. A tenth of the training examples
/// validates, and the best epoch on it is kept.
/// </summary>
internal static class FittingStudy
{
    // A perceptron learns small grey pictures nearly as well as a convolutional network does, ten times faster.
    private const long LargestForPerceptron = 1024;
    private const int FewestToValidate = 50;
    private const int FewExamples = 2_000;
    private const int ManyExamples = 20_000;

    /// <summary>The settings of the study as a text.</summary>
    /// <param name="study">Name, description, data set and noise. Changed.</param>
    /// <param name="data">The data. Borrowed.</param>
    /// <param name="findings">What was found of them.</param>
    public static string Text(JsonObject study, TrainingData data, IReadOnlyList<string> findings)
    {
        var count = data.Labels.Count;
        var isLargePicture = data.PictureShape is not null && data.Shape.InputSize > LargestForPerceptron;
        var (batchSize, epochs) = count < FewExamples ? (32, 60) : count < ManyExamples ? (64, 30) : (128, 15);
        var rho = count < FewExamples ? 0.1 : 0.05;
        Set("Seeds", new JsonArray(1, 2, 3));
        Set("Epochs", epochs);
        Set("BatchSize", batchSize);
        Set("Model", isLargePicture
            ? Component("cnn", ("Channels", new JsonArray(32, 64)), ("HiddenSize", 128))
            : Component("mlp", ("HiddenSizes", new JsonArray(256, 256))));
        Set("BaseRule", Component("sgd", ("LearningRate", count < FewExamples ? 0.05 : 0.02), ("Momentum", 0.9), ("WeightDecay", 5e-4)));
        Set("Schedule", Component("constant"));
        Set("Optimizers", new JsonArray(Component("sgd"), Component("1-sam", ("Rho", rho)), Component("j-sam", ("Rho", rho))));
        if (count >= FewestToValidate) Set("EarlyStopping", new JsonObject { ["ValidationFraction"] = 0.1, ["Patience"] = epochs });
        var settings = new JsonObject
        {
            ["Study"] = study,
            ["Checkpoints"] = new JsonObject { ["EveryEpochs"] = 1 },
            ["Torch"] = new JsonObject { ["Threads"] = Threads() },
        };
        return new CommentedJson(new Dictionary<string, IReadOnlyList<string>>
        {
            [""] = ["samhost new wrote this; samhost run starts it. What was found:", .. findings.Select(line => $"  {line}")],
            ["Study:Noise"] = 
            [
                data.IsTruthKnown
                    ? "No noise is drawn: the data have their own."
                    : "The labels as they are: nobody vouches for them, and no noise is drawn.",
            ],
            ["Study:Optimizers"] = ["Plain training, and two rules that hold out against wrong labels. Rho is worth a sweep."],
            ["Study:EarlyStopping"] =
                ["A tenth of the training examples validates; runs go on to their end, so that one sees whether they lose again."],
            ["Checkpoints"] = ["The weights of the best epoch are kept: samhost predict --weights best."],
        }).Of(settings);

        JsonNode? Threads() => count < FewExamples && !isLargePicture ? 1 : null;

        void Set(string key, JsonNode value)
        {
            study.Remove(key);
            study[key] = value;
        }
    }

    private static JsonObject Component(string name, params (string Key, JsonNode Value)[] options)
    {
        var component = new JsonObject { ["Name"] = name };
        if (options.Length > 0)
            component["Options"] = new JsonObject(options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value)));
        return component;
    }
}
