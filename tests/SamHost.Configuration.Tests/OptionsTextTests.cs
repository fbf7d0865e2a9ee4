using CsCheck;
using SamHost.TestSupport;

namespace SamHost.Configuration.Tests;

public class OptionsTextTests
{
    private static readonly Gen<double> Finite = Gen.Double.Where(double.IsFinite);

    private static readonly Gen<SampleWarmup> Warmup =
        Gen.Select(Gen.Int[0, 10], Finite, (steps, from) => new SampleWarmup { Steps = steps, From = from });

    private static readonly Gen<SampleOptions> Sample =
        from title in Gen.String[1, 20].Where(text => text.Trim().Length > 0)
        from epochs in Gen.Int[10, int.MaxValue]
        from rate in Gen.Double[1e-300, 1]
        from momentum in Gen.Float[0, 0.999f]
        from channels in Gen.Byte
        from limit in Gen.Long.Nullable()
        from shuffle in Gen.Bool
        from schedule in Gen.Enum<SampleSchedule>()
        from ticks in Gen.Long[TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay]
        from seeds in Gen.Int[0, 100].Array[1, 4]
        from tags in Gen.String.Array[0, 3]
        from matrix in Gen.Double[0, 1].Array[0, 3].List[0, 3]
        from map in Gen.Dictionary(Gen.Char['a', 'z'].Select(letter => letter.ToString()), Gen.Int)[0, 5]
        from code in Gen.String[Gen.Char['a', 'z'], 2, 8].Null()
        from warmup in Warmup
        from extra in Warmup.Null()
        from stages in Warmup.List[0, 3]
        select new SampleOptions
        {
            Title = title,
            Epochs = epochs,
            Rate = rate,
            Momentum = momentum,
            Channels = channels,
            Limit = limit,
            Shuffle = shuffle,
            Schedule = schedule,
            Patience = TimeSpan.FromTicks(ticks),
            Seeds = seeds,
            Tags = tags,
            Matrix = matrix,
            Map = map,
            Code = code,
            Warmup = warmup,
            Extra = extra,
            Stages = stages,
            Model = SettingsText.Parse("""{"Name":"mlp","Options":{"Hidden":[8,1e3,null,true]}}"""),
        };

    [Fact]
    public void Options_written_and_bound_again_are_the_same_options() => Sample.Sample(
        options =>
        {
            var problems = new SettingsProblems();
            var bound = OptionsBinder.Bind<SampleOptions>(SettingsText.Parse(OptionsText.ToJson(options).ToJsonString()), "", problems);
            Assert.Empty(problems.Lines);
            Assert.Equal(
                (options.Title, options.Epochs, options.Rate, options.Momentum, options.Channels, options.Limit, options.Shuffle,
                    options.Schedule),
                (bound.Title, bound.Epochs, bound.Rate, bound.Momentum, bound.Channels, bound.Limit, bound.Shuffle, bound.Schedule));
            Assert.Equal(
                (options.Patience, options.Code, options.Warmup, options.Extra), (bound.Patience, bound.Code, bound.Warmup, bound.Extra));
            Assert.Equal(options.Seeds, bound.Seeds);
            Assert.Equal(options.Tags, bound.Tags);
            Assert.Equal(options.Matrix, bound.Matrix);
            Assert.Equal(options.Map, bound.Map);
            Assert.Equal(options.Stages, bound.Stages);
            Assert.Equal(options.Model!.ToJson()!.ToJsonString(), bound.Model!.ToJson()!.ToJsonString());
        },
        iter: 2000,
        threads: 1);

    [Fact]
    public void Every_option_is_written_in_the_order_of_declaration() => Assert.Equal(
        """
        {"Title":"t","Epochs":10,"Rate":0.1,"Momentum":0.9,"Channels":3,"Limit":null,"Shuffle":true,"Schedule":"Cosine",
        "Patience":"00:05:00","Seeds":[1,2,3],"Tags":[],"Matrix":[],"Map":{"a":2,"b":1},"Code":null,
        "Warmup":{"Steps":2,"From":0.5},"Extra":null,"Stages":[],"Model":null}
        """.ReplaceLineEndings(""),
        OptionsText.ToJson(new SampleOptions { Title = "t", Map = new() { ["b"] = 1, ["a"] = 2 } }).ToJsonString());

    [Fact]
    public void A_base_class_comes_first() => Assert.Equal("""{"Depth":0,"Width":0}""", OptionsText.ToJson(new Derived()).ToJsonString());

    [Theory]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e-5, "1E-05")]
    [InlineData(1.0, "1")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void Numbers_are_written_in_their_shortest_form(double from, string expected) =>
        Assert.Equal($$"""{"Steps":0,"From":{{expected}}}""", OptionsText.ToJson(new SampleWarmup { From = from }).ToJsonString());

    [Fact]
    public void A_number_that_JSON_lacks_is_refused() =>
        Assert.Throws<ArgumentException>(() => OptionsText.ToJson(new SampleWarmup { From = double.NaN }));

    // Declared before its base class.
    private sealed class Derived : Base
    {
        public int Width { get; set; }
    }

    private class Base
    {
        public int Depth { get; set; }
    }
}
