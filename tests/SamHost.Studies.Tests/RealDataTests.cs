using SamHost.Contracts.Training;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>Real images with some of the labels wrong.</summary>
[Trait("Duration", "Long")]
public class RealDataTests(ITestOutputHelper output)
{
    private const string FashionMnistFolder = "/usr/share/datasets/fashion-mnist";

    private const string FashionMnist = """
        {
          "Study": {
            "Epochs": 1, "BatchSize": 64, "RecordExamplesAt": [1],
            "Dataset": { "Name": "fashion-mnist", "Options": { "Folder": "FOLDER", "TrainCount": 4000, "TestCount": 1000 } },
            "Noise": { "Options": { "Rate": 0.2 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [128] } },
            "BaseRule": { "Options": { "LearningRate": 0.02 } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "n-sam" }, { "Name": "1-sam" }, { "Name": "l-sam" }, { "Name": "j-sam" }]
          },
          "Torch": { "Threads": 2 }
        }
        """;

    private const string Cifar10 = """
        {
          "Study": {
            "Epochs": 1, "BatchSize": 50, "RecordExamplesAt": [],
            "Dataset": { "Name": "cifar10", "Options": { "Folder": "FOLDER", "TrainCount": 4000 } },
            "Noise": { "Options": { "Rate": 0.2 } },
            "Model": { "Name": "cnn", "Options": { "Channels": [16, 32], "HiddenSize": 64 } },
            "BaseRule": { "Options": { "LearningRate": 0.02 } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "n-sam" }]
          },
          "Torch": { "Threads": 2 }
        }
        """;

    [Fact]
    public void Fashion_MNIST_is_learnt_by_a_perceptron_under_every_rule()
    {
        Assert.SkipUnless(
            Directory.Exists(FashionMnistFolder), $"{FashionMnistFolder} is not there: apt-get install dataset-fashion-mnist");
        AssertAccuracies(FashionMnist.Replace("FOLDER", FashionMnistFolder), atLeast: 0.65);
    }

    [Fact]
    public void Early_losses_find_the_wrong_labels_of_Fashion_MNIST()
    {
        Assert.SkipUnless(
            Directory.Exists(FashionMnistFolder), $"{FashionMnistFolder} is not there: apt-get install dataset-fashion-mnist");
        using var study = new SmallStudy(FashionMnist.Replace("FOLDER", FashionMnistFolder), """
            {
              "Study": {
                "Epochs": 10, "BatchSize": 128, "RecordExamplesAt": null, "RecordWeightsAt": [], "EvaluationEvery": 10,
                "Dataset": { "Options": { "TrainCount": 10000 } }, "Noise": { "Options": { "Rate": 0.3 } },
                  "Model": { "Options": { "HiddenSizes": [512, 512] } },
                "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam", "Options": { "Rho": 0.02 } }]
              }
            }
            """);

        var report = SuspectsReport.Of(
            RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs"), SuspectScores.All,
            SuspectScores.MeanLoss, earlyEpochs: 10);

        // Measured: .986 under both.
        Assert.Equal(["sgd", "1-sam"], report.Rankings.Select(ranking => ranking.Group.Name));
        Assert.All(
            report.Rankings,
            ranking =>
                Assert.True(ranking.Qualities["mean-loss"].Auroc >= 0.98, $"{ranking.Group.Name}: {ranking.Qualities["mean-loss"].Auroc}"));
    }

    [Fact]
    public void Cifar10_is_learnt_by_a_convolutional_network()
    {
        var folder = FindCifar10();
        Assert.SkipWhen(folder is null, "../shared/data/cifar10-subset is not there");
        AssertAccuracies(Cifar10.Replace("FOLDER", folder), atLeast: 0.25);
    }

    [Fact]
    public void Cifar10_is_learnt_by_a_perceptron_under_1_SAM()
    {
        var folder = FindCifar10();
        Assert.SkipWhen(folder is null, "../shared/data/cifar10-subset is not there");
        AssertAccuracies(
            Cifar10.Replace("FOLDER", folder),
            atLeast: 0.2,
            """
                { "Study": { "Model": { "Name": "mlp", "Options": { "HiddenSizes": [128] } }, "Optimizers": [{ "Name": "1-sam",
                  "Options": { "Rho": 0.01 } }] } }
                """);
    }

    [Fact]
    public void Fashion_MNIST_is_learnt_by_a_convolutional_network_in_an_epoch_of_per_example_rules()
    {
        Assert.SkipUnless(
            Directory.Exists(FashionMnistFolder), $"{FashionMnistFolder} is not there: apt-get install dataset-fashion-mnist");
        AssertAccuracies(
            FashionMnist.Replace("FOLDER", FashionMnistFolder),
            atLeast: 0.6,
            $$"""
            {
              "Study": {
                "BatchSize": 64, "RecordExamplesAt": [],
                "Dataset": { "Options": { "TrainCount": {{TestScale.Of(small: 6000, full: 10000)}} } },
                "Model": { "Name": "cnn", "Options": { "Channels": [32, 64], "HiddenSize": 128 } },
                "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.02 } }, { "Name": "j-sam", "Options": { "Rho": 0.02 } },
                  { "Name": "l-sam", "Options": { "Rho": 0.02 } }]
              },
              "Gradients": { "Strict": true }
            }
            """);
    }

    [Fact]
    public void Cifar10_is_learnt_by_ResNet18_in_an_epoch_of_1_SAM_and_memory_is_flat()
    {
        var folder = FindCifar10();
        Assert.SkipWhen(folder is null, "../shared/data/cifar10-subset is not there");
        var gauge = new Gauge(output);

        AssertAccuracies(
            Cifar10.Replace("FOLDER", folder),
            // After an epoch SGD has .21.
            atLeast: 0.15,
            $$"""
            {
              "Study": {
                "BatchSize": 32, "Dataset": { "Options": { "TrainCount": {{TestScale.Of(small: 3200, full: 5000)}} } },
                "Model": { "Name": "resnet18", "Options": { "Width": {{TestScale.Of(small: 16, full: 64)}} } },
                "BaseRule": { "Options": { "LearningRate": 0.003 } }, "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.01 } }]
              },
              "Gradients": { "Strict": true }
            }
            """,
            gauge);

        gauge.AssertFlatTensors(from: 10);
        gauge.AssertFlatMemory(from: 50, to: 100, megabytes: 8);
    }

    /// <summary>Chance is 0.1.</summary>
    private void AssertAccuracies(string settings, double atLeast, string more = "{}", ITrainingObserver? observer = null)
    {
        using var study = new SmallStudy(settings, more);
        if (observer is not null) study.Observe = (_, _) => observer;
        var outcomes = study.RunToTheEnd();
        foreach (var outcome in outcomes) output.WriteLine($"{outcome.Label}: {outcome.Result!.Final.TestAccuracy}");
        Assert.All(outcomes, outcome => Assert.True(outcome.Result!.Final.TestAccuracy >= atLeast, outcome.Label));
    }

    private static string? FindCifar10()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SamHost.sln"))) directory = directory.Parent;
        var subset = directory is null ? null : Path.GetFullPath("../shared/data/cifar10-subset", directory.FullName);
        return Directory.Exists(subset) ? subset : null;
    }
}
