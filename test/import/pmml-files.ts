const head = (fields: string) => `<?xml version="1.0" encoding="UTF-8"?>
<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4">
  <Header/>
  <DataDictionary numberOfFields="4">
${fields}
  </DataDictionary>
`;

const FIELDS = head(`    <DataField name="bad" optype="categorical" dataType="string"><Value value="no"/><Value value="yes"/></DataField>
    <DataField name="age" optype="continuous" dataType="double"/>
    <DataField name="income" optype="continuous" dataType="float"/>
    <DataField name="home" optype="categorical" dataType="string"><Value value="own"/><Value value="rent"/></DataField>`);

const SCHEMA = `<MiningSchema>
      <MiningField name="bad" usageType="target"/>
      <MiningField name="age" missingValueReplacement="40"/>
      <MiningField name="income"/>
      <MiningField name="home"/>
    </MiningSchema>`;

/** A tree of classes with derived fields. */
export const PMML_TREE = `${FIELDS}  <TransformationDictionary>
    <DerivedField name="decades" optype="continuous" dataType="double"><Apply function="/"><FieldRef field="age"/><Constant dataType="double">10</Constant></Apply></DerivedField>
    <DerivedField name="owner" optype="continuous" dataType="double"><NormDiscrete field="home" value="own"/></DerivedField>
  </TransformationDictionary>
  <TreeModel functionName="classification" missingValueStrategy="defaultChild">
    ${SCHEMA}
    <Node id="1" defaultChild="3">
      <True/>
      <Node id="2" score="yes">
        <SimplePredicate field="decades" operator="lessThan" value="3.5"/>
        <ScoreDistribution value="no" recordCount="6"/>
        <ScoreDistribution value="yes" recordCount="10"/>
      </Node>
      <Node id="3" score="no">
        <CompoundPredicate booleanOperator="or">
          <SimplePredicate field="owner" operator="equal" value="1"/>
          <SimpleSetPredicate field="home" booleanOperator="isIn"><Array type="string" n="1">"rent"</Array></SimpleSetPredicate>
        </CompoundPredicate>
        <ScoreDistribution value="no" recordCount="9"/>
        <ScoreDistribution value="yes" recordCount="1"/>
      </Node>
    </Node>
  </TreeModel>
</PMML>
`;

/** A logistic regression. */
export const PMML_REGRESSION = `${FIELDS}  <RegressionModel functionName="classification" normalizationMethod="logit">
    ${SCHEMA}
    <RegressionTable intercept="0.5" targetCategory="yes">
      <NumericPredictor name="age" coefficient="-0.25"/>
      <CategoricalPredictor name="home" value="rent" coefficient="0.125"/>
    </RegressionTable>
    <RegressionTable intercept="0" targetCategory="no"/>
  </RegressionModel>
</PMML>
`;

/** A scorecard. */
export const PMML_SCORECARD = `${FIELDS}  <Scorecard functionName="regression" initialScore="400" reasonCodeAlgorithm="pointsBelow">
    ${SCHEMA}
    <Characteristics>
      <Characteristic name="by age" reasonCode="R1" baselineScore="20">
        <Attribute partialScore="-10"><SimplePredicate field="age" operator="lessThan" value="30"/></Attribute>
        <Attribute partialScore="25.5"><SimplePredicate field="age" operator="greaterOrEqual" value="30"/></Attribute>
      </Characteristic>
      <Characteristic name="by home">
        <Attribute partialScore="15" reasonCode="R2"><SimplePredicate field="home" operator="equal" value="own"/></Attribute>
        <Attribute partialScore="0" reasonCode="R2"><True/></Attribute>
      </Characteristic>
    </Characteristics>
  </Scorecard>
</PMML>
`;

const tree = (low: string, high: string) => `<TreeModel functionName="regression">
              <MiningSchema><MiningField name="age"/></MiningSchema>
              <Node><True/>
                <Node score="${low}"><SimplePredicate field="age" operator="lessThan" value="35"/></Node>
                <Node score="${high}"><True/></Node>
              </Node>
            </TreeModel>`;

/** A chain as boosting writes it: a sum of trees, then a logistic regression over it. */
export const PMML_CHAIN = `${FIELDS}  <MiningModel functionName="classification">
    ${SCHEMA}
    <Segmentation multipleModelMethod="modelChain">
      <Segment id="sum"><True/>
        <MiningModel functionName="regression">
          <MiningSchema><MiningField name="age"/></MiningSchema>
          <Output><OutputField name="margin" dataType="double" isFinalResult="false"/></Output>
          <Targets><Target rescaleFactor="0.5" rescaleConstant="-1"/></Targets>
          <Segmentation multipleModelMethod="sum">
            <Segment id="a"><True/>
            ${tree("0.25", "-0.75")}
            </Segment>
            <Segment id="b"><True/>
            ${tree("0.125", "0.5")}
            </Segment>
          </Segmentation>
        </MiningModel>
      </Segment>
      <Segment id="link"><True/>
        <RegressionModel functionName="classification" normalizationMethod="logit">
          <MiningSchema><MiningField name="bad" usageType="target"/><MiningField name="margin"/></MiningSchema>
          <RegressionTable intercept="0" targetCategory="yes"><NumericPredictor name="margin" coefficient="1"/></RegressionTable>
          <RegressionTable intercept="0" targetCategory="no"/>
        </RegressionModel>
      </Segment>
    </Segmentation>
  </MiningModel>
</PMML>
`;
