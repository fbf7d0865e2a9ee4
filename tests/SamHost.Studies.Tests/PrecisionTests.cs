using SamHost.Contracts.Plugins;
using SamHost.Gradients.Precision;
using SamHost.Runs;
using SamHost.Studies.Scenes;
using SamHost.TestSupport;
using SamHost.Training.Checkpointing;
using TorchSharp;

namespace SamHost.Studies.Tests;

/// <summary>The same study in each precision.</summary>
public class PrecisionTests
{
    private const string Study = """
        {
          "Study": {
            "Epochs": 4, "RecordExamplesAt": [4],
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }, { "Name": "j-sam" }, { "Name": "n-sam" }],
            "Metrics": [{ "Name": "balanced-accuracy" }],
            "EarlyStopping": { "ValidationFraction": 0.2, "Patience": 4 }
          }
        }
        """;

    [Theory]
    [InlineData("Float64", torch.ScalarType.Float64, 1e-9, 1e-5)]
    // Of losses about 1, from numbers right to one part in 256.
    [InlineData("BFloat16", torch.ScalarType.Float32, 1e-6, 0.05)]
    public void It_learns_as_in_single_precision_but_for_the_rounding(
        string precision, torch.ScalarType weights, double least, double most)
    {
        using var single = new SmallStudy(Study);
        using var other = new SmallStudy(Study, $$"""{ "Torch": { "Precision": "{{precision}}" } }""");

        foreach (var (expected, given) in single.RunToTheEnd().Zip(other.RunToTheEnd()))
        {
            Assert.Null(given.Error);
            Assert.NotEqual(Path.GetFileName(expected.Folder), Path.GetFileName(given.Folder));
            foreach (var column in new[] { "train_loss", "test_loss", "validation_loss" })
            {
                var differences = MetricsRows.Column(expected.Folder, column).Zip(
                    MetricsRows.Column(given.Folder, column), (left, right) => Math.Abs(left!.Value - right!.Value)).ToList();
                Assert.InRange(differences.Max(), least, most);
            }

            var file = Directory.GetFiles(given.Folder, "model.safetensors", SearchOption.AllDirectories).First();
            var tensors = Safetensors.Read(file);
            Assert.All(tensors.Values, tensor => Assert.Equal(weights, tensor.dtype));
            foreach (var tensor in tensors.Values) tensor.Dispose();
            Assert.Contains($"\"Precision\": \"{precision}\"", File.ReadAllText(Path.Combine(given.Folder, RunFolder.ConfigurationFile)));
        }
    }

    [Fact]
    public void A_model_that_does_not_run_in_it_is_refused_by_its_name()
    {
        using var model = new OfSinglePrecision();

        ModelTrial.InPrecision(model, ComputePrecision.Float32, torch.CPU, () => torch.zeros(1, 3));
        var error = Assert.Throws<ComponentException>(
            () => ModelTrial.InPrecision(model, ComputePrecision.Float64, torch.CPU, () => torch.zeros(1, 3)));

        Assert.Contains("Torch:Precision=Float64", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    private sealed class OfSinglePrecision() : torch.nn.Module<torch.Tensor, torch.Tensor>(nameof(OfSinglePrecision))
    {
        public override torch.Tensor forward(torch.Tensor input)
        {
            using var constant = torch.ones(3, 2);
            return input.mm(constant);
        }
    }
}
