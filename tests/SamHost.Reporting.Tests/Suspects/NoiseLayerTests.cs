using SamHost.Reporting.Suspects;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>The noise layer against worlds whose noise is known, and against its own definition.</summary>
public sealed class NoiseLayerTests
{
    private const int ClassCount = 4;

    private static readonly double[][] Noise =
    [
        [0.6, 0.4, 0, 0], [0.1, 0.7, 0.1, 0.1], [0, 0, 0.9, 0.1], [0.2, 0.1, 0.1, 0.6],
    ];

    // A fifth of the examples may belong to either of two classes, and the predictions are far less sure than one can be.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Noise_and_classes_that_look_alike_are_told_apart(int seed)
    {
        var world = World(seed, 8000, Noise, exponent: 3);
        var layer = NoiseLayer.Of([.. world.Select(example => (example.Given, example.Probabilities))], ClassCount);

        for (var y = 0; y < ClassCount; y++)
        {
            for (var given = 0; given < ClassCount; given++) Assert.Equal(Noise[y][given], layer.Transition[y][given], 0.05);
        }

        var wrong = world.Count(example => example.Given != example.Class);
        var estimated = world.Sum(example => 1 - layer.Posterior(example.Given, example.Probabilities)[example.Given]);
        Assert.InRange(estimated / wrong, 0.97, 1.03);
        // Of the labels that are wrong with a probability between .4 and .6, half are.
        var unsure = world.Where(
            example => layer.Posterior(example.Given, example.Probabilities)[example.Given] is > 0.4 and < 0.6).ToList();
        Assert.InRange(unsure.Count(example => example.Given != example.Class) / (double)unsure.Count, 0.4, 0.6);
        // The confident joint takes those that look alike for wrong.
        var joint = ConfidentJoint.Of([.. world.Select(example => (example.Given, example.Probabilities))], ClassCount);
        Assert.True(joint.EstimatedWrong > 1.05 * wrong, $"{joint.EstimatedWrong} of {wrong}");
    }

    [Fact]
    public void Where_no_label_is_wrong_none_is_found()
    {
        double[][] none = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
        var world = World(3, 4000, none, exponent: 1);
        var layer = NoiseLayer.Of([.. world.Select(example => (example.Given, example.Probabilities))], ClassCount);

        Assert.InRange(world.Sum(example => 1 - layer.Posterior(example.Given, example.Probabilities)[example.Given]), 0, 40);
    }

    [Fact]
    public void A_posterior_is_Bayes_rule()
    {
        var layer = new NoiseLayer(2, [0, Math.Log(3)], [[0.75, 0.25], [0.1, 0.9]]);

        // q is .36 : 3 * .16, and the label 0 has the probabilities .75 and .1.
        Assert.Equal(0.36 * 0.75 / ((0.36 * 0.75) + (0.48 * 0.1)), layer.Posterior(0, [0.6, 0.4])[0], 1e-5);
        Assert.Equal(1, layer.Posterior(1, [0.6, 0.4]).Sum(), 1e-12);
    }

    // A rare class that is hard to tell: of its right labels, few are taken for wrong.
    [Fact]
    public void A_rare_class_of_right_labels_is_not_taken_for_noise()
    {
        var random = new Random(8);
        var examples = Enumerable.Range(0, 1000).Select(i =>
        {
            // Two normal distributions, a deviation of 1, their means 2 apart; the predictions are Bayes' own.
            var label = i % 20 == 0 ? 1 : 0;
            var x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) + (2 * label);
            var rare = 0.05 / (0.05 + (0.95 * Math.Exp(2 - (2 * x))));
            return (Given: label, Probabilities: new[] { 1 - rare, rare });
        }).ToList();
        var layer = NoiseLayer.Of(examples, 2);

        Assert.InRange(examples.Sum(example => 1 - layer.Posterior(example.Given, example.Probabilities)[example.Given]), 0, 40);
        Assert.True(
            examples.Sum(example => 1 - layer.Posterior(example.Given, example.Probabilities)[example.Given])
                < ConfidentJoint.Of(examples, 2).EstimatedWrong);
    }

    // The likelihood, the anchors and the priors written down once more, in the plainest way.
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void No_layer_near_it_is_likelier(int seed)
    {
        var world = World(seed, 600, Noise, exponent: 2);
        (int Given, double[] Probabilities)[] examples = [.. world.Select(example => (example.Given, example.Probabilities))];
        var layer = NoiseLayer.Of(examples, ClassCount);
        var least = Loss(layer, examples);

        var random = new Random(seed);
        for (var turn = 0; turn < 200; turn++)
        {
            var step = Math.Pow(10, -1 - (turn % 3));
            double Move() => step * ((2 * random.NextDouble()) - 1);
            var other = new NoiseLayer(
                layer.Exponent * Math.Exp(Move()), [.. layer.Offsets.Select(offset => offset + Move())],
                [.. layer.Transition.Select(row => Scaled([.. row.Select(value => value * Math.Exp(Move()))]))]);
            Assert.True(Loss(other, examples) > least - 1e-6, $"{Loss(other, examples)} is below {least}");
        }
    }

    private static double Loss(NoiseLayer layer, (int Given, double[] Probabilities)[] examples)
    {
        double[] Classes(double[] probabilities) =>
            Scaled([.. probabilities.Select((p, y) => Math.Pow(p + 1e-6, layer.Exponent) * Math.Exp(layer.Offsets[y]))]);
        var loss = Math.Pow(Math.Log(layer.Exponent), 2) / 8;
        foreach (var (given, probabilities) in examples)
            loss -= Math.Log(Classes(probabilities).Select((q, y) => q * layer.Transition[y][given]).Sum());
        for (var label = 0; label < ClassCount; label++)
        {
            var likely = examples.Where(example => example.Probabilities.Max() == example.Probabilities[label])
                .OrderByDescending(example => example.Probabilities[label]).ToList();
            loss -= likely.Take((int)Math.Ceiling(0.2 * likely.Count)).Sum(example => Math.Log(Classes(example.Probabilities)[label]));
        }

        for (var y = 0; y < ClassCount; y++)
        {
            var prior = Math.Clamp(0.05 * examples.Count(example => example.Given == y), 1, 10);
            loss -= layer.Transition[y].Sum(value => prior / ClassCount * Math.Log(value));
        }

        return loss;
    }

    private static List<(int Class, int Given, double[] Probabilities)> World(int seed, int count, double[][] noise, double exponent)
    {
        var random = new Random(seed);
        int Draw(double[] shares)
        {
            var left = random.NextDouble();
            for (var i = 0; i < shares.Length; i++)
            {
                if ((left -= shares[i]) < 0) return i;
            }

            return shares.Length - 1;
        }

        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var first = i % ClassCount;
            var other = (first + 1) % ClassCount;
            var share = i % 5 == 0 ? 0.3 + (0.4 * random.NextDouble()) : 0.97 + (0.03 * random.NextDouble());
            double[] classes = [.. Enumerable.Range(0, ClassCount).Select(y => y == first ? share : y == other ? 1 - share : 1e-4)];
            var drawn = Draw(Scaled(classes));
            return (drawn, Draw(noise[drawn]), Scaled([.. classes.Select(value => Math.Pow(value, 1 / exponent))]));
        })];
    }

    private static double[] Scaled(double[] values) => [.. values.Select(value => value / values.Sum())];
}
