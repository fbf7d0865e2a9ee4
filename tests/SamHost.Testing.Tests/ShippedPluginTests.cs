using SamHost.Plugins.AugmentationMixup;
using SamHost.Plugins.AugmentationPictures;
using SamHost.Plugins.BaseRuleTorch;
using SamHost.Plugins.DatasetTable;
using SamHost.Plugins.DatasetDigits;
using SamHost.Plugins.DatasetGaussianToy;
using SamHost.Plugins.LossCrossEntropy;
using SamHost.Plugins.LossRobust;
using SamHost.Plugins.MetricClassification;
using SamHost.Plugins.ModelCnn;
using SamHost.Plugins.ModelLinear;
using SamHost.Plugins.ModelMlp;
using SamHost.Plugins.ModelResNet;
using SamHost.Plugins.NoiseClassConditional;
using SamHost.Plugins.NoiseInstanceDependent;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.Plugins.ScheduleWarmup;
using SamHost.Plugins.ScoreTrainingDynamics;

namespace SamHost.Testing.Tests;

/// <summary>The shipped plugins keep their contracts by the checks that a stranger's plugin is held to.</summary>
public class ShippedPluginTests
{
    [Fact]
    public void Losses()
    {
        PluginCheck.Of<CrossEntropyPlugin>().Run();
        PluginCheck.Of<RobustPlugin>().Run();
    }

    [Fact]
    public void Augmentations()
    {
        PluginCheck.Of<PicturesPlugin>().Run();
        PluginCheck.Of<MixupPlugin>().Run();
    }

    [Fact]
    public void Optimizers()
    {
        PluginCheck.Of<SamPlugin>().Run();
        PluginCheck.Of<SgdPlugin>().Run();
    }

    [Fact]
    public void Base_rules_and_schedules()
    {
        PluginCheck.Of<TorchPlugin>().Run();
        PluginCheck.Of<SchedulePlugin>().Run();
    }

    [Fact]
    public void Models()
    {
        PluginCheck.Of<CnnPlugin>().Run();
        PluginCheck.Of<LinearPlugin>().Run();
        PluginCheck.Of<MlpPlugin>().Run();
        PluginCheck.Of<ResNetPlugin>().Run();
    }

    [Fact]
    public void Metrics_and_scores()
    {
        PluginCheck.Of<ClassificationPlugin>().Run();
        PluginCheck.Of<TrainingDynamicsPlugin>().Run();
    }

    [Fact]
    public void Noise_models()
    {
        Assert.InRange(NoiseCheck.Run(() => new SymmetricNoise(new SymmetricOptions { Rate = 0.3 }), rate: 0.3), 0.25, 0.35);
        NoiseCheck.Run(() => new PairFlipNoise(new PairFlipOptions { Rate = 0.2 }), rate: 0.2);
        PluginCheck.Of<InstanceDependentPlugin>().Run();
    }

    [Fact]
    public void Data_sets()
    {
        PluginCheck.Of<DigitsPlugin>().Run();
        PluginCheck.Of<GaussianToyPlugin>().Run();
        var table = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(table, Enumerable.Range(0, 20).Select(row => $"{row},{row % 3},{(row % 2 == 0 ? "even" : "odd")}"));
            PluginCheck.Of<TablePlugin>().With<CsvOptions>(options => options.Path = table)
                .With<TableOptions>(options => options.Path = table).Run();
        }
        finally
        {
            File.Delete(table);
        }
    }
}
